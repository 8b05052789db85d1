extension Instruction {
  /// Elements of the state that SOFTMAX_TILE keeps for a row: maximum, sum and correction, each an fp32.
  public static let tileStateElements: Int32 = 6
  /// Elements of ARGMAX's running result: value and index, 32 bits each.
  public static let argmaxElements: Int32 = 4

  /// True for an instruction on the first tile: the operand `first` of SOFTMAX_TILE, RESCALE_ADD and ARGMAX.
  public var isFirst: Bool { immediate != 0 }

  /// Calls the body with each range of ASIC SRAM that the instruction reads. Gaps between vectors count as
  /// read.
  package func forEachRead(_ body: (SRAMRange) -> Void) {
    opcode.forEachEffect { effect in
      if effect.access.reads(isFirst: isFirst) { stretch(of: effect, body) }
    }
  }

  /// Calls the body with each range of ASIC SRAM that the instruction writes. Gaps between vectors count as
  /// written.
  package func forEachWrite(_ body: (SRAMRange) -> Void) {
    opcode.forEachEffect { effect in
      if effect.access.writes { stretch(of: effect, body) }
    }
  }

  @inline(__always) private func stretch(of effect: Effect, _ body: (SRAMRange) -> Void) {
    guard case .sram(let field, let extent) = effect.place else { return }
    let start = self[field]
    if start != Instruction.none { body(SRAMRange(start, Int32(clamping: elements(in: extent)))) }
  }

  /// The address in a field; nil if the operand is absent.
  package func address(in field: Field) -> Int32? {
    let address = self[field]
    return address == Instruction.none ? nil : address
  }

  /// The number of elements from the first of a range to its last, with gaps.
  @inline(__always) func elements(in extent: Effect.Extent) -> Int64 {
    switch extent {
    case .vector, .elementPerBank: Int64(length)
    case .vectorPerChannel: Int64(length) * Int64(channels.count)
    case .vectors: count == 0 ? 0 : (Int64(count) - 1) * Int64(stride) + Int64(length)
    case .tileState: Int64(count) * Int64(Instruction.tileStateElements)
    case .argmax: Int64(Instruction.argmaxElements)
    case .results: Int64(count)
    case .weights: weightElements
    }
  }

  /// Calls the body with each run of consecutive elements of a range, in the order in which the instruction
  /// uses the runs.
  ///
  /// - Parameter body: takes the elements of the run.
  package func forEachRun<Failure: Error>(
    in extent: Effect.Extent, from start: Int32, _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    switch extent {
    case .vectors:
      for vector in 0..<Int(count) {
        let first = Int(start) + vector * Int(stride)
        try body(first..<first + Int(length))
      }
    case .weights:
      for result in 0..<Int(count) {
        let first = Int(start) + weightPlace(ofResult: result) * Int(stride)
        try body(first..<first + Int(length))
      }
    case .vector, .elementPerBank, .vectorPerChannel, .tileState, .argmax, .results:
      try body(Int(start)..<Int(start) + Int(elements(in: extent)))
    }
  }
}

// MARK: - Weights of a product on the ASIC

extension Instruction {
  /// The index of the weight vector of a VMM's result. In a slot, results are ordered by channel and then by
  /// bank; weight vectors are ordered by bank and then by channel.
  ///
  /// - Parameters:
  ///   - banks, channels: 1 or more.
  package static func weightPlace(ofResult result: Int, banks: Int, channels: Int) -> Int {
    let (slot, rest) = result.quotientAndRemainder(dividingBy: banks * channels)
    return slot * banks * channels + rest % banks * channels + rest / banks
  }

  /// The index of the weight vector of a VMM's result.
  package func weightPlace(ofResult result: Int) -> Int {
    Instruction.weightPlace(ofResult: result, banks: Int(column), channels: Int(offset))
  }

  /// The number of elements from the first weight of a VMM to the last. If the last slot is not full, its
  /// last weight is that of the highest bank with a result, in the highest channel with a result of that
  /// bank.
  private var weightElements: Int64 {
    let (results, banks, channels) = (Int64(count), Int64(column), Int64(offset))
    if results <= 0 || banks <= 0 || channels <= 0 { return 0 }
    let rest = results % (banks * channels)
    let last =
      rest == 0
      ? results - 1
      : results - rest + (rest < banks ? (rest - 1) * channels : (banks - 1) * channels + rest / banks - 1)
    let (before, isTooLarge) = last.multipliedReportingOverflow(by: Int64(stride))
    return isTooLarge ? .max / 2 : before + Int64(length)
  }
}
