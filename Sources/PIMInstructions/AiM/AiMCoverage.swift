public import PIMHardware

/// What of a program an AiM trace can say, operator by operator.
public struct AiMCoverage {
  /// How much of an operator is written.
  private struct Part {
    var isWritten = false
    var leftOut: UInt32 = 0
  }

  private let lanes: Int32
  /// By `OperatorKind.index`; nil for operators that the program does not have.
  private var parts = [Part?](repeating: nil, count: OperatorKind.allCases.count)

  /// Errors: a `TraceWriterError` if no program can be written for the system.
  public init(system: System) throws(TraceWriterError) {
    _ = try AiMTraceWriter.mask(of: system)
    lanes = Int32(system.organisation.elementsPerColumn)
  }

  /// Takes the instructions of an operator into account.
  public mutating func add(_ instructions: [Instruction], of kind: OperatorKind) {
    var part = parts[kind.index] ?? Part()
    for instruction in instructions {
      let isLeftOut =
        switch instruction.opcode.unit {
        case .channels: instruction.opcode == .OPEN_ABK
        case .asic: instruction.opcode != .SUM || !AiMLowering.isRegisterSum(instruction, lanes: lanes)
        case .control: false
        }
      if isLeftOut {
        part.leftOut |= 1 << UInt32(instruction.opcode.rawValue)
      } else if instruction.opcode.unit != .control {
        part.isWritten = true
      }
    }
    parts[kind.index] = part
  }

  private func kinds(_ condition: (Part) -> Bool) -> [OperatorKind] {
    OperatorKind.allCases.filter { parts[$0.index].map(condition) ?? false }
  }

  /// Operators that are written as a whole.
  public var written: [OperatorKind] { kinds { $0.isWritten && $0.leftOut == 0 } }
  /// Operators of which something is written and something is left out.
  public var writtenInPart: [OperatorKind] { kinds { $0.isWritten && $0.leftOut != 0 } }
  /// Operators of which nothing is written.
  public var leftOut: [OperatorKind] { kinds { !$0.isWritten && $0.leftOut != 0 } }
  /// The instructions that are left out.
  public var instructionsLeftOut: [Opcode] {
    let all = parts.reduce(0) { $0 | ($1?.leftOut ?? 0) }
    return Opcode.allCases.filter { all >> UInt32($0.rawValue) & 1 == 1 }
  }

  /// The coverage in sentences.
  public var sentences: [String] {
    func list(_ kinds: [OperatorKind]) -> String { kinds.map(\.rawValue).joined(separator: ", ") }
    var sentences: [String] = []
    if !leftOut.isEmpty {
      sentences.append("left out, since AiM has no instructions for them: \(list(leftOut))")
    }
    if !writtenInPart.isEmpty { sentences.append("written in part: \(list(writtenInPart))") }
    if !instructionsLeftOut.isEmpty {
      let names = instructionsLeftOut.map(\.mnemonic).joined(separator: ", ")
      sentences.append("instructions left out: \(names); what follows those of the ASIC waits at a SYNC")
    }
    if !written.isEmpty {
      sentences.append(
        "written: \(list(written)); without columns, lanes and places in the global buffer, which AiM traces do not have"
      )
    }
    return sentences
  }
}
