internal import Glibc
package import PIMConfiguration
internal import PIMEnergy
internal import PIMHardware
internal import PIMReports
internal import Synchronization

// The result as one line of JSON.
extension SweepResult {
  /// The line, with its line end. The last member is the SHA-256 of the members before it, which detects a
  /// changed line.
  package func line() throws -> [UInt8] {
    var line = try content()
    // Removes the closing bracket and the line end.
    line.removeLast(2)
    line += Array(",\"sha256\": \"\(SHA256.hexadecimal(line))\"}\n".utf8)
    return line
  }

  private func content() throws -> [UInt8] {
    var json = JSONWriter()
    try json.object { json throws(JSONWriter.Failure) in
      json.member("key", key)
      json.member("point", title)
      switch outcome {
      case .failed(let message): json.member("error", message)
      case .measured(let measured):
        json.member("model", measured.model)
        json.member("configuration_sha256", measured.configuration)
        json.member("workload_sha256", measured.workload)
        json.member("positions", measured.positions)
        json.member("generated_tokens", measured.generatedTokens)
        json.member("latency_ps", measured.latencyPicoseconds)
        json.member("generation_ps", measured.generationPicoseconds)
        try json.member("lower_bound_ps", measured.lowerBoundPicoseconds)
        json.member("mac_column_accesses", measured.macAccesses)
        json.member("mac_row_hits", measured.macHits)
        try json.member("mac_utilisation", measured.macUtilisation)
        for (part, area) in MachineArea.parts {
          if let area = measured.area[keyPath: area] {
            json.member("\(part)_area_um2", area.squareMicrometres)
          }
        }
        json.object("energy_yj") { json in
          for component in EnergyComponent.allCases {
            // A string, since yoctojoules exceed the integers that JSON readers represent exactly.
            if let energy = measured.energyYoctojoules[component.rawValue] {
              json.member(component.key, "\(energy)")
            }
          }
        }
      }
    }
    return JSONLine.of(json.finish())
  }

  /// Reads a line, given without its line end.
  ///
  /// - Throws: `ConfigurationError` for any line that `line()` did not write.
  package init(reading line: [UInt8], of file: String) throws(ConfigurationError) {
    let document = try Document.parse(bytes: line, name: file, syntax: .json)
    var section = try document.mapping()
    self = try SweepResult(&section)
    guard (try? self.line().dropLast()) == line[...] else {
      throw ConfigurationError(mark: document.mark, what: "changed since it was written")
    }
  }

  /// Reads a line whose hash was checked.
  package init(_ section: inout Section) throws(ConfigurationError) {
    _ = try section.text("sha256")
    key = try section.text("key")
    title = try section.text("point")
    if let message = try section.optional("error", .text) {
      outcome = .failed(message)
      try section.finish()
      return
    }
    var energies = try section.section("energy_yj")
    var amounts: [Int128?] = []
    for component in EnergyComponent.allCases {
      guard let text = try energies.optional(component.key, .text) else {
        amounts.append(nil)
        continue
      }
      guard let amount = Int128(text) else {
        throw energies.error(
          component.key, "malformed number", found: Node.shown(text), expected: "whole yoctojoules")
      }
      amounts.append(amount)
    }
    try energies.finish()
    outcome = .measured(
      SweepMeasurement(
        model: try section.text("model"), workload: try section.text("workload_sha256"),
        configuration: try section.text("configuration_sha256"), positions: try section.integer("positions"),
        generatedTokens: try section.integer("generated_tokens"),
        latencyPicoseconds: Int64(try section.integer("latency_ps")),
        generationPicoseconds: Int64(try section.integer("generation_ps")),
        energyYoctojoules: amounts, lowerBoundPicoseconds: try section.real("lower_bound_ps"),
        macAccesses: Int64(try section.integer("mac_column_accesses")),
        macHits: Int64(try section.integer("mac_row_hits")),
        macUtilisation: try section.real("mac_utilisation"),
        area: try MachineArea(&section)))
    try section.finish()
  }
}

extension MachineArea {
  /// The parts with their names in results.
  static var parts: [(name: String, area: WritableKeyPath<MachineArea, Area?>)] {
    [("asic", \.asic), ("dram", \.dram), ("mac", \.macUnits), ("buffer", \.globalBuffers)]
  }

  fileprivate init(_ section: inout Section) throws(ConfigurationError) {
    self.init()
    for (part, area) in Self.parts {
      self[keyPath: area] = try section.optional("\(part)_area_um2", .integer()).map {
        Area(squareMicrometres: Int64($0))
      }
    }
  }
}

extension SweepResult {
  /// The outcome as text.
  var words: String {
    switch outcome {
    case .failed(let message): return "failed: \(message)"
    case .measured(let measured):
      return
        "\(NumberText.duration(measured.latencyPicoseconds)), \(NumberText.energy(measured.energyJoules))"
    }
  }
}
