extension Opcode {
  /// Everything that the opcode reads and writes. What it reads is used before anything is written.
  package var effects: [Effect] { allEffects[Int(rawValue)] }

  /// Whether the values that the opcode leaves are defined. AF interpolates in tables whose contents are the
  /// machine's own.
  package var isDefinedOnValues: Bool { !effects.contains { $0.place == .functionResults } }

  /// Banks of a bank group that EWMUL multiplies, and the one that takes the product, as the trace generator
  /// of Gu et al., ASPLOS 2025, has them.
  package static var factorBanks: Range<Int> { 0..<2 }
  package static var productBanks: Range<Int> { 2..<3 }

  /// The description of the opcode, effect by effect. Reads come in the order in which they are checked for
  /// values that nobody wrote.
  ///
  /// Inner loops inline it, so that a part of the description costs no more than a function written for that
  /// part.
  @inline(__always) func forEachEffect(_ body: (Effect) -> Void) {
    @inline(__always) func effects(
      _ first: Effect, _ second: Effect, _ third: Effect? = nil, _ fourth: Effect? = nil
    ) {
      body(first)
      body(second)
      if let third { body(third) }
      if let fourth { body(fourth) }
    }
    switch self {
    case .WR_GB: effects(.read(.sram(.address, .vector)), .write(.globalBuffer(.elements)))
    case .WR_BIAS: effects(.read(.sram(.address, .elementPerBank)), .write(.accumulators(.all)))
    case .MAC_ABK:
      effects(
        .read(.globalBuffer(.columns)),
        .read(.cells(.all, .columns)),
        .update(.accumulators(.all)))
    case .MAC_SBK:
      effects(
        .read(.globalBuffer(.columns)),
        .read(.cells(.one, .columns)),
        .update(.accumulators(.one)))
    case .RD_MAC:
      effects(
        .read(.accumulators(.withElement)),
        .clear(.accumulators(.all)),
        .write(.sram(.address, .elementPerBank)))
    case .RD_SBK: effects(.read(.cells(.one, .elements)), .write(.sram(.address, .vectorPerChannel)))
    case .WR_SBK: effects(.read(.sram(.address, .vectorPerChannel)), .write(.cells(.one, .elementsFromLane)))
    case .WR_ABK: effects(.read(.sram(.address, .elementPerBank)), .write(.cells(.withElement, .element)))
    case .COPY_BKGB: effects(.read(.cells(.one, .columns)), .write(.globalBuffer(.columns)))
    case .COPY_GBBK: effects(.read(.globalBuffer(.columns)), .write(.cells(.one, .columns)))
    case .EWMUL:
      effects(
        .read(.cells(.ofGroups(Opcode.factorBanks), .columns)),
        .write(.cells(.ofGroups(Opcode.productBanks), .columns)))
    case .AF: effects(.read(.accumulators(.all)), .read(.cells(.all, .row)), .write(.functionResults))
    case .RD_AF: effects(.read(.functionResults), .write(.sram(.address, .elementPerBank)))
    // Opens a row and moves nothing.
    case .OPEN_ABK: break

    case .LAYERNORM:
      effects(
        .read(.sram(.source, .vector)),
        .read(.sram(.source2, .vector)),
        .read(.sram(.source3, .vector)),
        .write(.sram(.address, .vector)))
    case .SUM:
      effects(
        .read(.sram(.source, .vectors)),
        .read(.sram(.source2, .vector)),
        .read(.sram(.source3, .vector)),
        .write(.sram(.address, .vector)))
    case .SCALE, .GELU: effects(.read(.sram(.source, .vector)), .write(.sram(.address, .vector)))
    case .SOFTMAX: effects(.read(.sram(.source, .vectors)), .write(.sram(.address, .vectors)))
    case .SOFTMAX_TILE:
      effects(
        .read(.sram(.source, .vectors)),
        .write(.sram(.address, .vectors)),
        .running(.sram(.source2, .tileState)))
    case .RESCALE_ADD:
      effects(
        .read(.sram(.source, .vectors)),
        .read(.sram(.source2, .tileState)),
        .running(.sram(.address, .vectors)))
    case .NORMALISE: effects(.update(.sram(.address, .vectors)), .read(.sram(.source2, .tileState)))
    case .ARGMAX: effects(.read(.sram(.source, .vector)), .running(.sram(.address, .argmax)))
    case .VMM:
      effects(
        .read(.sram(.source, .weights)),
        .read(.sram(.source2, .vector)),
        .write(.sram(.address, .results)))

    case .SYNC: break
    }
  }
}

/// The descriptions of all opcodes, by raw value.
private let allEffects: [[Effect]] = Opcode.allCases.map { opcode in
  var effects: [Effect] = []
  opcode.forEachEffect { effects.append($0) }
  return effects
}
