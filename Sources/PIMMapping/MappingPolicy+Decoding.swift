package import PIMConfiguration

extension MappingPolicy {
  /// Reads a mapping document: `name`, and optionally `valueLayout`, `valueWrite`, `bias`, `partialBuffer`,
  /// `scoreBuffer`, `parameterBuffer`, `schedule`, `rowOpening`, `productTiles`, `attention`,
  /// `attentionGroups`, `queryOrder`, `sharedQueries`, `parameterPrefetch`, `pipelinedFrom`, `scoreRows` and
  /// `operators`. The last three are not recorded as defaults, so that mappings without them keep their hash.
  ///
  /// - Throws: `ConfigurationError` for missing, unknown and out-of-range keys.
  package init(decoding section: Section) throws(ConfigurationError) {
    var section = section
    let standard = MappingPolicy()
    func bytes(_ key: String, _ standard: Int) throws(ConfigurationError) -> Int {
      let range = ByteCount(bytes: 2)...ByteCount(bytes: 1 << 30)
      return Int(
        try section.byteCount(key, default: ByteCount(bytes: Int64(standard)), in: range).bytes)
    }
    self.init(
      name: try section.text("name"),
      valueLayout: try section.choice("valueLayout", default: standard.valueLayout),
      valueWrite: try section.choice("valueWrite", default: standard.valueWrite),
      bias: try section.choice("bias", default: standard.bias),
      partialBufferBytes: try bytes("partialBuffer", standard.partialBufferBytes),
      scoreBufferBytes: try bytes("scoreBuffer", standard.scoreBufferBytes),
      parameterBufferBytes: try bytes("parameterBuffer", standard.parameterBufferBytes),
      schedule: try section.choice("schedule", default: standard.schedule),
      rowOpening: try section.choice("rowOpening", default: standard.rowOpening),
      productTiles: try section.integer("productTiles", default: standard.productTiles, in: 1...4096),
      attention: try section.choice("attention", default: standard.attention),
      attentionGroups: try section.integer(
        "attentionGroups", default: standard.attentionGroups, in: 1...4096),
      queryOrder: try section.choice("queryOrder", default: standard.queryOrder),
      sharedQueries: try section.integer("sharedQueries", default: standard.sharedQueries, in: 1...4096),
      parameterPrefetch: try section.choice("parameterPrefetch", default: standard.parameterPrefetch),
      pipelinedFrom: try section.optional("pipelinedFrom", .integer(in: 1...1 << 24))
        ?? standard.pipelinedFrom,
      scoreRows: try section.optional("scoreRows", .choice(ScoreRows.self)) ?? standard.scoreRows)
    if var own = try section.optionalSection("operators") {
      for one in MappedOperator.allCases {
        guard var choice = try own.optionalSection(one.name) else { continue }
        let read = try OperatorChoice(decoding: &choice, of: one)
        if read != OperatorChoice() { operators[one] = read }
      }
      try own.finish()
    }
    try section.finish()
  }

  /// Checks that each buffer of the policy by itself fits the ASIC's SRAM. Mapping a model checks the buffers
  /// that are live together.
  ///
  /// - Parameter section: the section that the policy was read from.
  /// - Throws: `ConfigurationError` at the key of the first buffer that is larger than the SRAM.
  package func checkBuffers(sramBytes: Int, in section: Section) throws(ConfigurationError) {
    let buffers = [
      ("partialBuffer", partialBufferBytes), ("scoreBuffer", scoreBufferBytes),
      ("parameterBuffer", parameterBufferBytes),
    ]
    for (key, bytes) in buffers where bytes > sramBytes {
      throw section.error(
        key, "larger than the ASIC's SRAM", found: "\(ByteCount(bytes: Int64(bytes)))",
        expected: "at most the \(ByteCount(bytes: Int64(sramBytes))) of system.asic.sram")
    }
  }
}

extension OperatorChoice {
  /// Reads the keys of an operator: `rowOpening`, and of a product `tiles`.
  fileprivate init(decoding section: inout Section, of own: MappedOperator) throws(ConfigurationError) {
    self.init(rowOpening: try section.optional("rowOpening", .choice(MappingPolicy.RowOpening.self)))
    if case .product = own { tiles = try section.optional("tiles", .integer(in: 1...4096)) }
    try section.finish()
  }
}
