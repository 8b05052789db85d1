internal import PIMInstructions
internal import PIMNumerics

/// The ASIC's vector engine on its SRAM: the functions of `PIMNumerics` on the operands of an instruction.
struct VectorEngine: ~Copyable {
  private var unit: ArithmeticUnit
  /// The order in which products are summed.
  private let macUnit: MACUnit

  init(_ machine: MachineModel) {
    unit = ArithmeticUnit(parameters: machine.functions)
    macUnit = machine.macUnit
  }

  mutating func execute(_ instruction: Instruction, sram: UnsafeMutablePointer<BFloat16>) {
    let length = Int(instruction.length)
    let stride = Int(instruction.stride)
    func source(_ address: Int) -> UnsafeBufferPointer<BFloat16> {
      UnsafeBufferPointer(start: sram + address, count: length)
    }
    func target(_ address: Int) -> UnsafeMutableBufferPointer<BFloat16> {
      UnsafeMutableBufferPointer(start: sram + address, count: length)
    }
    let result = target(Int(instruction.address))
    let operand = source(Int(instruction.source))
    switch instruction.opcode {
    case .LAYERNORM:
      unit.layerNorm(
        operand, gamma: source(Int(instruction.source2)),
        beta: instruction.address(in: .source3).map { source(Int($0)) },
        epsilon: instruction.immediate, to: result)
    case .RMSNORM:
      for row in 0..<Int(instruction.count) {
        unit.rmsNorm(
          source(Int(instruction.source) + row * stride), gain: source(Int(instruction.source2)),
          epsilon: instruction.immediate, to: target(Int(instruction.address) + row * stride))
      }
    case .SUM:
      unit.sumPartials(
        (0..<Int(instruction.count)).map { source(Int(instruction.source) + $0 * stride) },
        bias: instruction.source2 == Instruction.none ? nil : source(Int(instruction.source2)),
        residual: instruction.source3 == Instruction.none ? nil : source(Int(instruction.source3)), to: result
      )
    case .SCALE: unit.scale(operand, by: instruction.immediate, to: result)
    case .MULTIPLY: unit.product(operand, source(Int(instruction.source2)), to: result)
    case .GELU: unit.gelu(operand, to: result)
    case .GELU_ERF: unit.geluErf(operand, to: result)
    case .RELU: unit.relu(operand, to: result)
    case .SILU: unit.silu(operand, to: result)
    case .ROTATE, .ALIBI:
      for row in 0..<Int(instruction.count) {
        encodePosition(
          instruction, row, source(Int(instruction.source) + row * stride), sram: sram,
          to: target(Int(instruction.address) + row * stride))
      }
    case .SOFTMAX:
      for row in 0..<Int(instruction.count) {
        unit.softmax(
          source(Int(instruction.source) + row * stride), to: target(Int(instruction.address) + row * stride))
      }
    case .SOFTMAX_TILE:
      for row in 0..<Int(instruction.count) {
        let place = sram + Int(instruction.source2) + row * Int(Instruction.tileStateElements)
        var state = OnlineSoftmaxState()
        if !instruction.isFirst {
          state = OnlineSoftmaxState(maximum: place.float(0), sum: place.float(1))
        }
        let correction = unit.softmaxTile(
          source(Int(instruction.source) + row * stride), state: &state,
          weights: target(Int(instruction.address) + row * stride))
        place.store(state.maximum, 0)
        place.store(state.sum, 1)
        place.store(correction, 2)
      }
    case .RESCALE_ADD:
      for row in 0..<Int(instruction.count) {
        let state = sram + Int(instruction.source2) + row * Int(Instruction.tileStateElements)
        rescaleAdd(
          target(Int(instruction.address) + row * stride), source(Int(instruction.source) + row * stride),
          correction: state.float(2), isFirst: instruction.isFirst)
      }
    case .NORMALISE:
      for row in 0..<Int(instruction.count) {
        let state = sram + Int(instruction.source2) + row * Int(Instruction.tileStateElements)
        normalise(target(Int(instruction.address) + row * stride), by: state.float(1))
      }
    case .ARGMAX: updateArgmax(instruction, operand, running: sram + Int(instruction.address))
    case .VMM: multiply(instruction, sram: sram)
    case .WR_GB, .WR_BIAS, .MAC_ABK, .MAC_SBK, .RD_MAC, .RD_SBK, .WR_SBK, .WR_ABK, .COPY_BKGB, .COPY_GBBK,
      .EWMUL, .AF, .RD_AF, .OPEN_ABK, .SYNC:
      preconditionFailure("\(instruction.opcode) is not for the ASIC")
    }
  }

  /// Updates the running maximum and its index by a tile of candidates.
  private mutating func updateArgmax(
    _ instruction: Instruction, _ operand: UnsafeBufferPointer<BFloat16>,
    running: UnsafeMutablePointer<BFloat16>
  ) {
    var best: Float = -.infinity
    var index = UInt32(instruction.offset)
    if !instruction.isFirst { (best, index) = (running.float(0), running.word(1)) }
    let candidate = unit.argmax(operand)
    if Float(operand[candidate]) > best {
      (best, index) = (Float(operand[candidate]), UInt32(instruction.offset) + UInt32(candidate))
    }
    running.store(best, 0)
    running.store(word: index, 1)
  }

  /// Applies ROTATE or ALIBI to a row.
  private mutating func encodePosition(
    _ instruction: Instruction, _ row: Int, _ x: UnsafeBufferPointer<BFloat16>,
    sram: UnsafeMutablePointer<BFloat16>, to result: UnsafeMutableBufferPointer<BFloat16>
  ) {
    let operand = sram + Int(instruction.source2)
    if instruction.opcode == .ALIBI {
      unit.alibi(x, slope: operand[row], distance: Int(instruction.offset), to: result)
    } else {
      unit.rotate(
        x, table: UnsafeBufferPointer(start: operand, count: x.count),
        pairs: instruction.offset == 0 ? .halves : .neighbours, to: result)
    }
  }

  /// Multiplies in the MAC unit's arithmetic. Zeros fill the last column on both sides.
  private func multiply(_ instruction: Instruction, sram: UnsafeMutablePointer<BFloat16>) {
    let (length, lanes) = (Int(instruction.length), macUnit.lanes)
    let (columns, rest) = length.quotientAndRemainder(dividingBy: lanes)
    let vector = UnsafeBufferPointer(start: sram + Int(instruction.source2), count: length)
    let inputs = BFloat16.widened(Array(vector)) + Array(repeating: 0, count: (lanes - rest) % lanes)
    var last = Array(repeating: BFloat16.zero, count: lanes)
    let results = (0..<Int(instruction.count)).map { result in
      let place = instruction.weightPlace(ofResult: result)
      let weights = sram + Int(instruction.source) + place * Int(instruction.stride)
      var accumulator: Float = 0
      macUnit.dot(weights: weights, inputs: inputs, columns: columns, into: &accumulator)
      if rest > 0 {
        for lane in 0..<rest { last[lane] = weights[columns * lanes + lane] }
        inputs.withUnsafeBufferPointer { inputs in
          let tail = UnsafeBufferPointer(rebasing: inputs[(columns * lanes)...])
          if let first = tail.baseAddress {
            macUnit.dot(weights: last, inputs: first, columns: 1, into: &accumulator)
          }
        }
      }
      return macUnit.read(accumulator)
    }
    for (index, value) in results.enumerated() { sram[Int(instruction.address) + index] = value }
  }

  /// Rescales and adds. The accumulator lies in SRAM, so every tile rounds it to bfloat16.
  private mutating func rescaleAdd(
    _ accumulator: UnsafeMutableBufferPointer<BFloat16>, _ x: UnsafeBufferPointer<BFloat16>,
    correction: Float,
    isFirst: Bool
  ) {
    if isFirst {
      _ = accumulator.update(fromContentsOf: Array(x))
      return
    }
    let start = unit.mark
    var total = unit.load(UnsafeBufferPointer(accumulator))
    let factor = unit.load([correction])
    let added = unit.load(x)
    unit.accumulateRescaled(total, factor, added, into: &total)
    unit.store(total, to: accumulator)
    unit.release(to: start)
  }

  private mutating func normalise(_ x: UnsafeMutableBufferPointer<BFloat16>, by sum: Float) {
    let start = unit.mark
    var vector = unit.load(UnsafeBufferPointer(x))
    let divisor = unit.load([sum])
    unit.multiplyByReciprocal(vector, divisor, into: &vector)
    unit.store(vector, to: x)
    unit.release(to: start)
  }
}

/// 32-bit values in SRAM: two elements, the low half first.
extension UnsafeMutablePointer<BFloat16> {
  func word(_ index: Int) -> UInt32 {
    UInt32(self[2 * index].bitPattern) | UInt32(self[2 * index + 1].bitPattern) << 16
  }

  func float(_ index: Int) -> Float { Float(bitPattern: word(index)) }

  func store(word: UInt32, _ index: Int) {
    self[2 * index] = BFloat16(bitPattern: UInt16(truncatingIfNeeded: word))
    self[2 * index + 1] = BFloat16(bitPattern: UInt16(truncatingIfNeeded: word >> 16))
  }

  func store(_ value: Float, _ index: Int) { store(word: value.bitPattern, index) }
}
