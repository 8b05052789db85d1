import PIMHardware
import PIMInstructions
import PIMNumerics

/// The machine of the example traces: 64 Ki elements of SRAM.
let paperShape = MachineShape(
  organisation: System.Organisation(
    channels: 8, bankGroups: 4, banksPerGroup: 4, rows: 16384, columns: 64, elementsPerColumn: 16),
  globalBufferColumns: 64, sramBytes: 131072)

/// A system of that shape, with all commands. Its timing does not matter.
let paperSystem = System(
  name: "paper", commandClockPicoseconds: 500, organisation: paperShape.organisation, timings: [], rules: [],
  completionCycles: Array(repeating: 0, count: Command.count),
  supported: Array(repeating: true, count: Command.count),
  mode: Array(repeating: nil, count: Command.count), modeNames: [],
  refresh: System.Refresh(policy: .none, intervalCycles: 0, durationCycles: 0, postponeLimit: 1),
  macUnit: System.MACUnitDescription(lanes: 16, readClears: true),
  globalBufferColumns: paperShape.globalBufferColumns,
  link: System.Link(pins: 16, bitsPerSecondPerPin: 16_000_000_000, burstCycles: 1),
  asic: System.ASIC(
    clockPicoseconds: 1000, adders: 1, multipliers: 1, adderLatency: 1, multiplierLatency: 1,
    sramBytes: paperShape.sramBytes, taylorTerms: 6, reciprocalSteps: 2, inverseSquareRootSteps: 2),
  hostWindow: 1)

/// 64 channels, and sizes that are no powers of two.
let oddShape = MachineShape(
  organisation: System.Organisation(
    channels: 64, bankGroups: 3, banksPerGroup: 5, rows: 999, columns: 37, elementsPerColumn: 12),
  globalBufferColumns: 41, sramBytes: 100_001)

let headerLines = [
  "pimgpt-trace 1", "channels 8", "bank-groups 4", "banks-per-group 4", "rows 16384", "columns 64",
  "elements-per-column 16", "global-buffer-columns 64", "sram-bytes 131072", "schedule serial",
]

/// A trace for `paperShape`; its lines from 11 on are the given ones.
func trace(_ lines: String...) -> String { (headerLines + lines).map { $0 + "\n" }.joined() }

/// Some value of the range, at its ends and small ones more often than evenly.
private func pick(_ range: ClosedRange<Int64>, _ generator: inout SeededGenerator) -> Int32 {
  let value: Int64 =
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: range.lowerBound
    case 1: range.upperBound
    case 2: Int64.random(in: range, using: &generator)
    default:
      Int64.random(in: range.lowerBound...min(range.upperBound, range.lowerBound + 40), using: &generator)
    }
  return Int32(value)
}

/// A valid instruction of the opcode: its operands drawn from their ranges until they go together.
func randomInstruction(_ opcode: Opcode, in shape: MachineShape, _ generator: inout SeededGenerator)
  -> Instruction
{
  let validator = InstructionValidator(shape)
  while true {
    var instruction = Instruction(opcode)
    for operand in opcode.form.operands {
      if operand.isOptional, Bool.random(using: &generator) { continue }
      let range = operand.unit.range(in: shape)
      let value = operand.field == .immediate ? 0 : pick(range.lowest...range.highest, &generator)
      switch operand.field {
      case .channels:
        let all = ChannelMask.first(shape.organisation.channels).rawValue
        let mask =
          UInt64.random(in: 0...all, using: &generator) | UInt64.random(in: 0...all, using: &generator)
        instruction.channels = ChannelMask(rawValue: value == 0 ? all : mask & all)
      case .bank: instruction.bank = Int16(value)
      case .row: instruction.row = value
      case .column: instruction.column = value
      case .count: instruction.count = value
      case .offset: instruction.offset = value
      case .address: instruction.address = value
      case .length: instruction.length = value
      case .source: instruction.source = value
      case .source2: instruction.source2 = value
      case .source3: instruction.source3 = value
      case .stride: instruction.stride = value
      case .immediate:
        instruction.immediate =
          operand.unit == .flag
          ? (Bool.random(using: &generator) ? 1 : 0)
          : Float(bitPattern: UInt32.random(in: 0 ... .max, using: &generator))
      }
    }
    if validator.fault(of: instruction) == nil { return instruction }
  }
}

func randomLabel(_ generator: inout SeededGenerator) -> BlockLabel {
  BlockLabel(
    position: Int.random(in: 0...8191, using: &generator), layer: Int.random(in: -1...95, using: &generator),
    kind: OperatorKind.allCases.randomElement(using: &generator)!,
    part: Int.random(in: 0...9, using: &generator))
}

/// Blocks that are in memory.
struct BlockList: BlockSource {
  var blocks: [Block]
  var position = 0

  init(_ blocks: [Block]) { self.blocks = blocks }

  mutating func nextSequence() -> BlockSequence? {
    guard position < blocks.count else { return nil }
    position += 1
    return BlockSequence(blocks[position - 1])
  }
}

/// The text of a trace, in memory.
final class Text {
  var bytes: [UInt8] = []
  var string: String { String(decoding: bytes, as: UTF8.self) }
}

func write(_ blocks: [Block], header: TraceHeader) throws -> String {
  let text = Text()
  var writer = try TraceWriter(header: header) { text.bytes.append(contentsOf: $0) }
  for block in blocks { try writer.write(block) }
  try writer.finish()
  return text.string
}

func readAll(_ reader: inout TraceReader) throws -> [Block] {
  var blocks: [Block] = []
  while let block = try reader.next() { blocks.append(block) }
  return blocks
}

/// The error that reading the text ends with, or nil.
func traceError(_ bytes: [UInt8]) throws -> TraceError? {
  do {
    var reader = try TraceReader(bytes: bytes, name: "t")
    _ = try readAll(&reader)
    return nil
  } catch let error as TraceError {
    return error
  }
}
