extension Opcode {
  /// All reads and writes of the opcode. Every read takes place before the first write.
  package var effects: [Effect] { allEffects[Int(rawValue)] }

  /// True if the results of the opcode are defined. AF interpolates in tables whose contents depend on the
  /// machine.
  package var isDefinedOnValues: Bool { !effects.contains { $0.place == .functionResults } }

  /// Banks of a bank group whose elements EWMUL multiplies, as in the trace generator of Gu et al., ASPLOS
  /// 2025.
  package static var factorBanks: Range<Int> { 0..<2 }
  /// The bank of a bank group that takes the product of EWMUL, from the same source.
  package static var productBanks: Range<Int> { 2..<3 }

  /// Calls the body with each effect of the opcode. Reads are in the order in which they are checked for
  /// uninitialised values.
  ///
  /// The function is inlined into inner loops, where the compiler removes the effects that the body ignores.
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
        .read(.globalBuffer(.columns)), .read(.cells(.all, .columns)), .update(.accumulators(.all)))
    case .MAC_SBK:
      effects(
        .read(.globalBuffer(.columns)), .read(.cells(.one, .columns)), .update(.accumulators(.one)))
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
    // OPEN_ABK activates a row and moves no data.
    case .OPEN_ABK: break

    case .LAYERNORM:
      effects(
        .read(.sram(.source, .vector)),
        .read(.sram(.source2, .vector)),
        .read(.sram(.source3, .vector)),
        .write(.sram(.address, .vector)))
    case .RMSNORM, .ROTATE:
      effects(
        .read(.sram(.source, .vectors)), .read(.sram(.source2, .vector)), .write(.sram(.address, .vectors)))
    case .SUM:
      effects(
        .read(.sram(.source, .vectors)),
        .read(.sram(.source2, .vector)),
        .read(.sram(.source3, .vector)),
        .write(.sram(.address, .vector)))
    case .SCALE, .GELU, .GELU_ERF, .RELU, .SILU:
      effects(.read(.sram(.source, .vector)), .write(.sram(.address, .vector)))
    case .MULTIPLY:
      effects(
        .read(.sram(.source, .vector)), .read(.sram(.source2, .vector)), .write(.sram(.address, .vector)))
    case .ALIBI:
      effects(
        .read(.sram(.source, .vectors)), .read(.sram(.source2, .results)), .write(.sram(.address, .vectors)))
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
        .read(.sram(.source, .weights)), .read(.sram(.source2, .vector)), .write(.sram(.address, .results)))

    case .SYNC: break
    }
  }
}

/// The effects of all opcodes, by raw value.
private let allEffects: [[Effect]] = Opcode.allCases.map { opcode in
  var effects: [Effect] = []
  opcode.forEachEffect { effects.append($0) }
  return effects
}
