package import PIMHardware

/// The operators of a program that an AiM trace holds completely, partly, or not at all.
package struct AiMCoverage {
  /// The instructions of an operator: some written, and those left out.
  private struct Part {
    var isWritten = false
    /// Opcodes left out, bit `Opcode.rawValue` for each.
    var leftOut: UInt64 = 0
  }

  private let lanes: Int32
  /// By `OperatorKind.index`; nil for operators that the program does not have.
  private var parts = [Part?](repeating: nil, count: OperatorKind.allCases.count)

  /// The coverage of a program without instructions.
  ///
  /// - Throws: a `TraceWriterError` if no program can be written for the system.
  package init(system: System) throws(TraceWriterError) {
    _ = try AiMTraceWriter.mask(of: system)
    lanes = Int32(system.organisation.elementsPerColumn)
  }

  /// Adds the instructions of an operator.
  package mutating func add(_ instructions: [Instruction], of kind: OperatorKind) {
    var part = parts[kind.index] ?? Part()
    for instruction in instructions {
      let isLeftOut =
        switch instruction.opcode.unit {
        case .channels: instruction.opcode == .OPEN_ABK
        case .asic: instruction.opcode != .SUM || !AiMLowering.isRegisterSum(instruction, lanes: lanes)
        case .control: false
        }
      if isLeftOut {
        part.leftOut |= 1 << UInt64(instruction.opcode.rawValue)
      } else if instruction.opcode.unit != .control {
        part.isWritten = true
      }
    }
    parts[kind.index] = part
  }

  private func kinds(_ condition: (Part) -> Bool) -> [OperatorKind] {
    OperatorKind.allCases.filter { parts[$0.index].map(condition) ?? false }
  }

  /// Operators whose instructions are all written.
  package var written: [OperatorKind] { kinds { $0.isWritten && $0.leftOut == 0 } }
  /// Operators with some instructions written and some left out.
  package var writtenInPart: [OperatorKind] { kinds { $0.isWritten && $0.leftOut != 0 } }
  /// Operators whose instructions are all left out.
  package var leftOut: [OperatorKind] { kinds { !$0.isWritten && $0.leftOut != 0 } }
  /// The opcodes that are left out.
  package var instructionsLeftOut: [Opcode] {
    let all = parts.reduce(0 as UInt64) { $0 | ($1?.leftOut ?? 0) }
    return Opcode.allCases.filter { all >> UInt64($0.rawValue) & 1 == 1 }
  }

  /// The coverage as sentences for a user.
  package var sentences: [String] {
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
