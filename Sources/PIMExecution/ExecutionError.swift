public import PIMInstructions
public import PIMMapping

/// Where in a program an instruction stands.
public struct InstructionSite: Sendable, Hashable, CustomStringConvertible {
  /// Blocks that were executed before this one.
  public var blockIndex: Int
  public var label: BlockLabel
  /// The instruction's place in its block, from 0.
  public var index: Int
  /// The instruction, with its row made absolute.
  public var instruction: Instruction
  /// The trace and the line in it, where the program is one.
  public var traceLine: TraceLine?

  /// A line of a trace file.
  public struct TraceLine: Sendable, Hashable {
    public var file: String
    public var line: Int
    public init(file: String, line: Int) {
      self.file = file
      self.line = line
    }
  }

  public var description: String {
    let layer = label.layer < 0 ? "" : " layer \(label.layer)"
    let part = label.part == 0 ? "" : " part \(label.part)"
    let place =
      "block \(blockIndex) (position \(label.position)\(layer) \(label.kind.rawValue)\(part)) instruction \(index)"
    let line = traceLine.map { "\($0.file):\($0.line): " } ?? ""
    return "\(line)\(place), \(instruction.opcode.mnemonic)"
  }
}

/// A program that cannot be executed, or one that reads what nobody wrote.
public enum ExecutionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system is beyond what execution is defined for.
  case unsupportedSystem(String)
  /// The machine's banks are too large to be set up.
  case machineTooLarge(bytes: Double)
  /// OpenBLAS is not there.
  case libraryMissing(String)
  /// An instruction that the machine cannot carry out.
  case invalid(InstructionSite, InstructionFault)
  /// An instruction whose effect on values is not defined.
  case undefined(InstructionSite)
  /// ASIC SRAM that holds no value is read.
  case unwrittenSRAM(InstructionSite, address: Int)
  /// A burst of a global buffer that was never written is read.
  case unwrittenGlobalBuffer(InstructionSite, channel: Int, burst: Int)
  /// Cells that were never written are read.
  case unwrittenCells(InstructionSite, CellLocation)
  /// A result is stored to which a cell has contributed that was never written; the site is that of the read.
  case taintedResult(InstructionSite, CellLocation, accumulatedBy: Int)
  /// A result is stored of an accumulator that was never preset, in a machine whose reads do not clear.
  case unsetAccumulator(InstructionSite, channel: Int, bank: Int)

  /// The instruction, where there is one.
  public var site: InstructionSite? {
    switch self {
    case .unsupportedSystem, .machineTooLarge, .libraryMissing: nil
    case .invalid(let site, _), .undefined(let site), .unwrittenSRAM(let site, _),
      .unwrittenGlobalBuffer(let site, _, _), .unwrittenCells(let site, _), .taintedResult(let site, _, _),
      .unsetAccumulator(let site, _, _):
      site
    }
  }

  /// The cell, where one is to blame.
  public var location: CellLocation? {
    switch self {
    case .unwrittenCells(_, let cell), .taintedResult(_, let cell, _): cell
    default: nil
    }
  }

  public var description: String {
    switch self {
    case .unsupportedSystem(let why): "the system cannot be executed: \(why)"
    case .libraryMissing(let why):
      "the binary32 reference needs OpenBLAS, which cannot be opened (\(why)); install libopenblas0 or libopenblas-dev, or give the program more memory (ulimit -v) where it is there"
    case .machineTooLarge(let bytes):
      "no memory can be had for banks of \(bytes < 0x1p60 ? "\(Int64(bytes))" : "\(bytes)") bytes; give the program more (ulimit -v), or take a system with fewer rows or channels"
    case .invalid(let site, let fault):
      "\(site): \(fault.operand): found \(fault.found), expected \(fault.expected)"
    case .undefined(let site): "\(site): its effect on values is not defined"
    case .unwrittenSRAM(let site, let address): "\(site): reads SRAM element \(address), which holds no value"
    case .unwrittenGlobalBuffer(let site, let channel, let burst):
      "\(site): reads burst \(burst) of channel \(channel)'s global buffer, which was never written"
    case .unwrittenCells(let site, let cell): "\(site): reads \(cell), which was never written"
    case .taintedResult(let site, let cell, let index):
      "\(site): stores a result into which instruction \(index) multiplied \(cell), which was never written"
    case .unsetAccumulator(let site, let channel, let bank):
      "\(site): stores the accumulator of channel \(channel) bank \(bank), which was never preset"
    }
  }
}
