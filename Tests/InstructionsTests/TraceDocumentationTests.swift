import PIMInstructions
import Testing

/// docs/trace-format.md says what the code does.
@Suite struct TraceDocumentationTests {
  private func document() throws -> String {
    try TraceFileTests.contents(TraceFileTests.root + "/docs/trace-format.md")
  }

  private func unit(_ operand: Operand) -> String {
    switch operand.unit {
    case .channels: "channel list"
    case .columnCount: "columns, 1 or more"
    case .burst: "burst of the global buffer"
    case .address: "SRAM element"
    case .elementCount: "elements, 1 or more"
    case .vectorCount: "vectors, 1 or more"
    case .stride: "elements"
    case .nonNegative: "constant, 0 or more"
    case .factor: "constant"
    case .flag: "0 or 1"
    case .bankCount: "banks, 1 or more"
    case .channelCount: "channels, 1 or more"
    case .bank, .row, .column, .lane, .index: "\(operand.unit)"
    }
  }

  /// Every mnemonic has a heading with its operands in order, and every operand a row.
  @Test(arguments: Opcode.allCases) func everyOperandIsDocumented(opcode: Opcode) throws {
    let operands = opcode.form.operands
    let line = ([opcode.mnemonic] + operands.map { $0.isOptional ? "[\($0.name)=…]" : "\($0.name)=…" })
      .joined(separator: " ")
    var section = "### \(opcode.mnemonic)\n\n    \(line)\n\n"
    #expect(try document().contains(section), "expected:\n\(section)")
    section = ""
    for operand in operands {
      section +=
        "| `\(operand.name)` | \(unit(operand)) | \(operand.meaning)\(operand.isOptional ? "; may be left out" : "") |\n"
    }
    #expect(try document().contains(section), "expected:\n\(section)")
  }

  @Test(arguments: TraceHeaderField.allCases) func everyHeaderLineIsDocumented(field: TraceHeaderField) throws
  {
    let row =
      "| `\(field.rawValue)` | \(field.range.lowerBound) to \(field.range.upperBound) | \(field.meaning) |"
    #expect(try document().contains(row), "expected: \(row)")
  }

  @Test func everyKindOfOperatorIsDocumented() throws {
    for kind in OperatorKind.allCases { #expect(try document().contains("\"\(kind.rawValue)\""), "\(kind)") }
  }

  @Test(arguments: AiMTraceReader.forms) func everyLineOfAiMIsDocumented(form: String) throws {
    #expect(try document().contains("\n| `\(form)` | "), "expected a row for \(form)")
  }

  /// The example in the document is the one in traces/.
  @Test func exampleIsTheFile() throws {
    let example = try TraceFileTests.contents(TraceFileTests.root + "/traces/gemv-tile.trace")
    let indented = example.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
    #expect(try document().contains(indented))
  }
}
