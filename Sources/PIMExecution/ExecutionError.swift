public import PIMInstructions
public import PIMMapping

/// An error of execution: a program that cannot be executed, or that reads values never written.
public enum ExecutionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The system is outside the range that execution is defined for.
  case unsupportedSystem(String)
  /// The machine's banks are too large to be set up.
  case machineTooLarge(bytes: Double)
  /// OpenBLAS is missing.
  case libraryMissing(String)
  /// An instruction that the machine cannot execute.
  case invalid(InstructionSite, InstructionFault)
  /// An instruction whose effect on values is not defined.
  case undefined(InstructionSite)
  /// ASIC SRAM without a value is read.
  case unwrittenSRAM(InstructionSite, address: Int)
  /// A burst of a global buffer that was never written is read.
  case unwrittenGlobalBuffer(InstructionSite, channel: Int, burst: Int)
  /// Cells that were never written are read.
  case unwrittenCells(InstructionSite, CellLocation)
  /// A result is stored to which a cell contributed that was never written. The site is that of the read.
  case taintedResult(InstructionSite, CellLocation, accumulatedBy: Int)
  /// A result of an accumulator is stored that was never preset, on a machine whose reads do not clear
  /// accumulators.
  case unsetAccumulator(InstructionSite, channel: Int, bank: Int)

  /// The instruction of the error; nil if there is none.
  public var site: InstructionSite? {
    switch self {
    case .unsupportedSystem, .machineTooLarge, .libraryMissing: nil
    case .invalid(let site, _), .undefined(let site), .unwrittenSRAM(let site, _),
      .unwrittenGlobalBuffer(let site, _, _), .unwrittenCells(let site, _), .taintedResult(let site, _, _),
      .unsetAccumulator(let site, _, _):
      site
    }
  }

  /// The cell of the error; nil if there is none.
  public var location: CellLocation? {
    switch self {
    case .unwrittenCells(_, let cell), .taintedResult(_, let cell, _): cell
    default: nil
    }
  }

  /// The message for the user.
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
