import PIMInstructions
import PIMMapping

/// Executes instructions on doubles, from the words of `Opcode` alone. Values never written read as NaN in
/// SRAM and global buffers and as zero in banks.
struct Interpreter {
  let geometry: Geometry
  let readClears: Bool
  var banks: [[[Double]]]
  var globalBuffer: [[Double]]
  var accumulators: [[Double]]
  var sram: [Double]
  var argmax = (value: -Double.infinity, index: -1)
  /// Maximum, sum, correction of SOFTMAX_TILE by address.
  var states: [Int: (maximum: Double, sum: Double, correction: Double)] = [:]
  /// How often each MAC read each column, by channel and bank and column of the bank.
  var macReads: [[Int: Int]]

  init(_ compiled: CompiledModel, readClears: Bool, sramBytes: Int) {
    geometry = compiled.geometry
    self.readClears = readClears
    let size = compiled.memory.rows * geometry.elementsPerRow
    banks = Array(
      repeating: Array(repeating: Array(repeating: 0, count: size), count: geometry.banks),
      count: geometry.channels)
    globalBuffer = Array(
      repeating: Array(repeating: .nan, count: geometry.globalBufferElements), count: geometry.channels)
    accumulators = Array(
      repeating: Array(repeating: readClears ? 0 : .nan, count: geometry.banks), count: geometry.channels)
    sram = Array(repeating: .nan, count: sramBytes / 2)
    macReads = Array(repeating: [:], count: geometry.channels)
    if let zeros = compiled.sram.buffers.first(where: { $0.name == "zeros" }) {
      for index in 0..<zeros.elements { sram[Int(zeros.address) + index] = 0 }
    }
  }

  mutating func fill(_ placement: Placement, _ value: (Int) -> Double) {
    var banks = self.banks
    placement.forEachElementRun { run in
      let base =
        run.start.row * geometry.elementsPerRow + run.start.column * geometry.lanes + run.start.lane
      for index in 0..<run.count {
        banks[run.start.channel][run.start.bank][base + index] = value(
          run.firstElement + index * run.elementStride)
      }
    }
    self.banks = banks
  }

  mutating func execute(_ block: Block) {
    let units = Set(block.template.instructions.map(\.opcode.unit))
    precondition(
      units.count == 1 || block.template.instructions.contains { $0.opcode == .VMM }, "a block is of one unit"
    )
    for var instruction in block.template.instructions {
      if instruction.opcode.unit == .channels { instruction.row += block.rowOffset }
      execute(instruction)
    }
  }

  private mutating func execute(_ i: Instruction) {
    let (address, length, source) = (Int(i.address), Int(i.length), Int(i.source))
    let count = Int(i.count)
    let stride = Int(i.stride)
    let place = (Int(i.row) * geometry.columns + Int(i.column)) * geometry.lanes
    var channels: [Int] = []
    i.channels.forEach { channels.append($0) }
    switch i.opcode {
    case .WR_GB:
      for channel in channels {
        for k in 0..<(length + geometry.lanes - 1) / geometry.lanes * geometry.lanes {
          globalBuffer[channel][Int(i.offset) * geometry.lanes + k] = k < length ? sram[address + k] : 0
        }
      }
    case .WR_BIAS:
      for (rank, channel) in channels.enumerated() {
        for bank in 0..<geometry.banks {
          let k = rank * geometry.banks + bank
          accumulators[channel][bank] = k < length ? sram[address + k] : 0
        }
      }
    case .MAC_ABK:
      for channel in channels {
        for column in 0..<count { macReads[channel][place / geometry.lanes + column, default: 0] += 1 }
        for bank in 0..<geometry.banks {
          for k in 0..<count * geometry.lanes {
            accumulators[channel][bank] +=
              banks[channel][bank][place + k] * globalBuffer[channel][Int(i.offset) * geometry.lanes + k]
          }
        }
      }
    case .RD_MAC:
      for (rank, channel) in channels.enumerated() {
        for bank in 0..<geometry.banks {
          let k = rank * geometry.banks + bank
          if k < length { sram[address + k] = accumulators[channel][bank] }
          accumulators[channel][bank] = readClears ? 0 : .nan
        }
      }
    case .RD_SBK:
      for (rank, channel) in channels.enumerated() {
        for k in 0..<length { sram[address + rank * length + k] = banks[channel][Int(i.bank)][place + k] }
      }
    case .WR_SBK:
      for (rank, channel) in channels.enumerated() {
        for k in 0..<length {
          banks[channel][Int(i.bank)][place + Int(i.offset) + k] = sram[address + rank * length + k]
        }
      }
    case .WR_ABK:
      for (rank, channel) in channels.enumerated() {
        for bank in 0..<geometry.banks where rank * geometry.banks + bank < length {
          banks[channel][bank][place + Int(i.offset)] = sram[address + rank * geometry.banks + bank]
        }
      }
    case .LAYERNORM:
      let x = Array(sram[source..<source + length])
      for (k, y) in Plain.norm(
        x, gain: Array(sram[Int(i.source2)..<Int(i.source2) + length]),
        bias: Array(sram[Int(i.source3)..<Int(i.source3) + length]), epsilon: Double(i.immediate)
      ).enumerated() { sram[address + k] = y }
    case .SUM:
      for k in 0..<length {
        var sum = 0.0
        for vector in 0..<count { sum += sram[source + vector * stride + k] }
        if i.source2 != Instruction.none { sum += sram[Int(i.source2) + k] }
        if i.source3 != Instruction.none { sum += sram[Int(i.source3) + k] }
        sram[address + k] = sum
      }
    case .SCALE: for k in 0..<length { sram[address + k] = sram[source + k] * Double(i.immediate) }
    case .GELU: for k in 0..<length { sram[address + k] = Plain.gelu(sram[source + k]) }
    case .SOFTMAX:
      for row in 0..<count {
        let x = Array(sram[source + row * stride..<source + row * stride + length])
        for (k, y) in Plain.softmax(x).enumerated() { sram[address + row * stride + k] = y }
      }
    case .SOFTMAX_TILE:
      for row in 0..<count {
        let key = Int(i.source2) + 6 * row
        let before = i.immediate == 1 ? (maximum: -Double.infinity, sum: 0, correction: 0) : states[key]!
        let x = sram[source + row * stride..<source + row * stride + length]
        let maximum = max(before.maximum, x.max()!)
        let correction = i.immediate == 1 ? 0 : exponential(before.maximum - maximum)
        var sum = before.sum * correction
        for (k, value) in Array(x).enumerated() {
          let e = exponential(value - maximum)
          sram[address + row * stride + k] = e
          sum += e
        }
        states[key] = (maximum, sum, correction)
      }
    case .RESCALE_ADD:
      for row in 0..<count {
        let correction = states[Int(i.source2) + 6 * row]!.correction
        for k in row * stride..<row * stride + length {
          sram[address + k] = (i.immediate == 1 ? 0 : sram[address + k] * correction) + sram[source + k]
        }
      }
    case .NORMALISE:
      for row in 0..<count {
        for k in row * stride..<row * stride + length {
          sram[address + k] /= states[Int(i.source2) + 6 * row]!.sum
        }
      }
    case .ARGMAX:
      if i.immediate == 1 { argmax = (-.infinity, -1) }
      for k in 0..<length where sram[source + k] > argmax.value {
        argmax = (sram[source + k], Int(i.offset) + k)
      }
    case .VMM:
      // Weights as RD_SBK of one bank after the other leaves them, slot by slot.
      var results = Array(repeating: 0.0, count: count)
      var place = source
      for first in Swift.stride(from: 0, to: count, by: Int(i.column * i.offset)) {
        for bank in 0..<Int(i.column) {
          for channel in 0..<Int(i.offset) {
            let result = first + channel * Int(i.column) + bank
            if result < count {
              for k in 0..<length { results[result] += sram[place + k] * sram[Int(i.source2) + k] }
            }
            place += Int(i.stride)
          }
        }
      }
      for (k, value) in results.enumerated() { sram[address + k] = value }
    case .OPEN_ABK: break
    case .MAC_SBK, .COPY_BKGB, .COPY_GBBK, .EWMUL, .AF, .RD_AF, .SYNC, .RMSNORM, .MULTIPLY, .GELU_ERF, .RELU,
      .SILU, .ROTATE, .ALIBI:
      preconditionFailure("\(i.opcode) is not lowered to")
    }
  }
}
