/// A stretch of ASIC SRAM, in elements.
@frozen public struct SRAMRange: Hashable, Sendable {
  public var start: Int32
  public var count: Int32
  @inlinable public init(_ start: Int32, _ count: Int32) {
    self.start = start
    self.count = count
  }
}

extension Instruction {
  /// Elements of the state that SOFTMAX_TILE keeps for a row: maximum, sum and correction, each an fp32.
  public static let tileStateElements: Int32 = 6
  /// Elements of ARGMAX's running result: value and index, 32 bits each.
  public static let argmaxElements: Int32 = 4

  /// Whether an instruction on tiles is for the first of them: the `first` of SOFTMAX_TILE, RESCALE_ADD and ARGMAX.
  public var isFirst: Bool { immediate != 0 }

  /// Which of a VMM's weight vectors belongs to a result. The results of a slot go bank by bank within a channel, and channel by
  /// channel; its weights come bank by bank, from all channels at a time: (b, c) for (c, b).
  ///
  /// - Parameters:
  ///   - banks, channels: 1 or more.
  @inlinable public static func weightPlace(ofResult result: Int, banks: Int, channels: Int) -> Int {
    let (slot, rest) = result.quotientAndRemainder(dividingBy: banks * channels)
    return slot * banks * channels + rest % banks * channels + rest / banks
  }

  /// Elements from the first weight of a VMM to the last: of the last slot, where it is not full, the highest bank with the most channels.
  var weightElements: Int64 {
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

  /// From the first element of the first row to the last element of the last.
  private func rows(from start: Int32, stride: Int32) -> SRAMRange {
    SRAMRange(start, count == 0 ? 0 : (count - 1) * stride + length)
  }

  /// The stretches of ASIC SRAM that the instruction reads. `stride` gaps between rows count as read.
  ///
  /// - Parameter body: called once a stretch.
  public func forEachRead(_ body: (SRAMRange) -> Void) {
    switch opcode {
    case .WR_GB, .WR_BIAS, .WR_ABK: body(SRAMRange(address, length))
    case .WR_SBK: if address != Instruction.none { body(SRAMRange(address, length * Int32(channels.count))) }
    case .LAYERNORM:
      body(SRAMRange(source, length))
      body(SRAMRange(source2, length))
      body(SRAMRange(source3, length))
    case .SUM:
      body(rows(from: source, stride: stride))
      if source2 != Instruction.none { body(SRAMRange(source2, length)) }
      if source3 != Instruction.none { body(SRAMRange(source3, length)) }
    case .SCALE, .GELU: body(SRAMRange(source, length))
    case .SOFTMAX: body(rows(from: source, stride: stride))
    case .SOFTMAX_TILE:
      body(rows(from: source, stride: stride))
      if immediate == 0 { body(SRAMRange(source2, count * Instruction.tileStateElements)) }
    case .RESCALE_ADD:
      body(rows(from: source, stride: stride))
      body(SRAMRange(source2, count * Instruction.tileStateElements))
      if immediate == 0 { body(rows(from: address, stride: stride)) }
    case .NORMALISE:
      body(rows(from: address, stride: stride))
      body(SRAMRange(source2, count * Instruction.tileStateElements))
    case .ARGMAX:
      body(SRAMRange(source, length))
      if immediate == 0 { body(SRAMRange(address, Instruction.argmaxElements)) }
    case .VMM:
      body(SRAMRange(source, Int32(clamping: weightElements)))
      body(SRAMRange(source2, length))
    case .MAC_ABK, .MAC_SBK, .RD_MAC, .RD_SBK, .COPY_BKGB, .COPY_GBBK, .EWMUL, .AF, .RD_AF, .OPEN_ABK, .SYNC:
      break
    }
  }

  /// The stretches of ASIC SRAM that the instruction writes.
  public func forEachWrite(_ body: (SRAMRange) -> Void) {
    switch opcode {
    case .RD_MAC, .RD_AF: body(SRAMRange(address, length))
    case .RD_SBK: if address != Instruction.none { body(SRAMRange(address, length * Int32(channels.count))) }
    case .LAYERNORM, .SUM, .SCALE, .GELU: body(SRAMRange(address, length))
    case .SOFTMAX: body(rows(from: address, stride: stride))
    case .SOFTMAX_TILE:
      body(rows(from: address, stride: stride))
      body(SRAMRange(source2, count * Instruction.tileStateElements))
    case .RESCALE_ADD, .NORMALISE: body(rows(from: address, stride: stride))
    case .ARGMAX: body(SRAMRange(address, Instruction.argmaxElements))
    case .VMM: body(SRAMRange(address, count))
    case .WR_GB, .WR_BIAS, .WR_SBK, .WR_ABK, .MAC_ABK, .MAC_SBK, .COPY_BKGB, .COPY_GBBK, .EWMUL, .AF,
      .OPEN_ABK, .SYNC:
      break
    }
  }
}
