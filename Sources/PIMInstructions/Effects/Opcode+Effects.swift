extension Opcode {
  /// Everything that the opcode reads and writes. What it reads is used before anything is written.
  ///
  /// The order is the order in which reads are checked for values that nobody wrote.
  package var effects: [Effect] { effectTable.effects[Int(rawValue)] }

  /// Whether the values that the opcode leaves are defined. AF interpolates in tables whose contents are the machine's own.
  package var isDefinedOnValues: Bool { !effects.contains { $0.place == .functionResults } }

  /// Banks of a bank group that EWMUL multiplies, and the one that takes the product, as the trace generator of Gu et al., ASPLOS 2025, has
  /// them.
  package static let factorBanks = 0..<2
  package static let productBanks = 2..<3

  /// Makes the description; `effects` has it from a table.
  func makeEffects() -> [Effect] {
    switch self {
    case .WR_GB: [.read(.sram(.address, .vector)), .write(.globalBuffer(.elements))]
    case .WR_BIAS: [.read(.sram(.address, .elementPerBank)), .write(.accumulators(.all))]
    case .MAC_ABK:
      [.read(.globalBuffer(.columns)), .read(.cells(.all, .columns)), .update(.accumulators(.all))]
    case .MAC_SBK:
      [.read(.globalBuffer(.columns)), .read(.cells(.one, .columns)), .update(.accumulators(.one))]
    case .RD_MAC:
      [
        .read(.accumulators(.withElement)), .clear(.accumulators(.all)),
        .write(.sram(.address, .elementPerBank)),
      ]
    case .RD_SBK: [.read(.cells(.one, .elements)), .write(.sram(.address, .vectorPerChannel))]
    case .WR_SBK: [.read(.sram(.address, .vectorPerChannel)), .write(.cells(.one, .elementsFromLane))]
    case .WR_ABK: [.read(.sram(.address, .elementPerBank)), .write(.cells(.withElement, .element))]
    case .COPY_BKGB: [.read(.cells(.one, .columns)), .write(.globalBuffer(.columns))]
    case .COPY_GBBK: [.read(.globalBuffer(.columns)), .write(.cells(.one, .columns))]
    case .EWMUL:
      [
        .read(.cells(.ofGroups(Opcode.factorBanks), .columns)),
        .write(.cells(.ofGroups(Opcode.productBanks), .columns)),
      ]
    case .AF: [.read(.accumulators(.all)), .read(.cells(.all, .row)), .write(.functionResults)]
    case .RD_AF: [.read(.functionResults), .write(.sram(.address, .elementPerBank))]
    // Opens a row and moves nothing.
    case .OPEN_ABK: []

    case .LAYERNORM:
      [
        .read(.sram(.source, .vector)), .read(.sram(.source2, .vector)), .read(.sram(.source3, .vector)),
        .write(.sram(.address, .vector)),
      ]
    case .SUM:
      [
        .read(.sram(.source, .vectors)), .read(.sram(.source2, .vector)), .read(.sram(.source3, .vector)),
        .write(.sram(.address, .vector)),
      ]
    case .SCALE, .GELU: [.read(.sram(.source, .vector)), .write(.sram(.address, .vector))]
    case .SOFTMAX: [.read(.sram(.source, .vectors)), .write(.sram(.address, .vectors))]
    case .SOFTMAX_TILE:
      [
        .read(.sram(.source, .vectors)), .write(.sram(.address, .vectors)),
        .running(.sram(.source2, .tileState)),
      ]
    case .RESCALE_ADD:
      [
        .read(.sram(.source, .vectors)), .read(.sram(.source2, .tileState)),
        .running(.sram(.address, .vectors)),
      ]
    case .NORMALISE: [.update(.sram(.address, .vectors)), .read(.sram(.source2, .tileState))]
    case .ARGMAX: [.read(.sram(.source, .vector)), .running(.sram(.address, .argmax))]
    case .VMM:
      [
        .read(.sram(.source, .weights)), .read(.sram(.source2, .vector)), .write(.sram(.address, .results)),
      ]

    case .SYNC: []
    }
  }
}
