internal import PIMConfiguration
internal import PIMHardware
internal import PIMMapping
internal import PIMWorkload

extension MapReport {
  /// Tensors, rows and the ASIC's SRAM: `schema` is `pimgpt-map`. A tensor `h.*.name` stands for those of all
  /// layers.
  ///
  /// - Throws: a number that JSON cannot hold.
  public func json() throws -> [UInt8] {
    try JSONWriter.document(schema: "pimgpt-map", version: 1) { json throws(JSONWriter.Failure) in
      json.member("model", experiment.model.name)
      json.member("system", experiment.system.name)
      json.member("mapping", experiment.policy.name)
      let assumptions = experiment.source.assumptions
      if !assumptions.isEmpty {
        json.array("assumptions") { json in for assumption in assumptions { json.value(assumption) } }
      }
      json.member("positions_reserved", compiled.context)
      json.object("organisation") { json in
        json.member("channels", geometry.channels)
        json.member("banks", geometry.banks)
        json.member("rows", geometry.rows)
        json.member("columns", geometry.columns)
      }
      json.member("layers", memory.layers)
      json.member("rows_per_layer", memory.rowsPerLayer)
      json.member("rows_used", memory.rows)
      try json.array("tensors") { json throws(JSONWriter.Failure) in
        for placement in memory.layerPlacements {
          try Self.write(placement, "h.*.\(placement.name)", to: &json)
        }
        for placement in memory.modelPlacements { try Self.write(placement, placement.name, to: &json) }
      }
      json.object("asic_sram") { json in
        json.member("bytes", experiment.system.asic.sramBytes)
        json.member("peak_bytes", compiled.sram.peakBytes)
        json.array("buffers") { json in
          for buffer in compiled.sram.buffers {
            json.object { json in
              json.member("name", buffer.name)
              json.member("first_byte", Int(buffer.address) * 2)
              json.member("bytes", buffer.elements * 2)
            }
          }
        }
      }
    }
  }

  private static func write(
    _ placement: Placement, _ name: String, to json: inout JSONWriter
  ) throws(JSONWriter.Failure) {
    try json.object { json throws(JSONWriter.Failure) in
      json.member("name", name)
      json.array("shape") { json in for size in placement.tensor.shape { json.value(size) } }
      json.member("kind", placement.kind.rawValue)
      json.member("channels", placement.channelsUsed.count)
      json.member("banks", placement.banksUsed)
      json.member("first_row", placement.rows.lowerBound)
      json.member("rows", placement.rows.count)
      json.member("columns_per_bank", placement.columnsPerBank)
      try json.member("utilisation", placement.utilisation)
      try json.member("imbalance", placement.imbalance)
    }
  }

  /// Answers to `--at` and `--of` as JSON: `schema` is `pimgpt-map-place`.
  public static func json(at place: String?, of element: String?) -> [UInt8] {
    JSONWriter.document(schema: "pimgpt-map-place", version: 1) { json in
      for (name, text) in [("at", place), ("of", element)] {
        guard let text else { continue }
        json.array(name) { json in for line in text.split(separator: "\n") { json.value(String(line)) } }
      }
    }
  }
}
