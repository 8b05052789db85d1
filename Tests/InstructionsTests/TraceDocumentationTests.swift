import PIMHardware
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

  /// The table of effects says what the descriptions of the opcodes say.
  @Test func effectsAreDocumented() throws {
    var table = "| instruction | unit | command | reads | writes |\n| --- | --- | --- | --- | --- |\n"
    for opcode in Opcode.allCases {
      let unit = opcode.unit == .asic ? "ASIC" : "\(opcode.unit)"
      let command = opcode.command?.mnemonic ?? "–"
      let (reads, writes) = EffectWords(opcode).columns
      table += "| `\(opcode.mnemonic)` | \(unit) | \(command) | \(reads) | \(writes) |\n"
    }
    #expect(try document().contains("\n" + table + "\n"), "expected:\n\(table)")
  }

  /// Instructions stand under the heading of the unit that carries them out.
  @Test func instructionsStandWithTheirUnit() throws {
    let headings = ["## Channel instructions", "## ASIC instructions", "## Control", "## Effects"]
    let places = try headings.map { try #require(document().firstRange(of: $0 + "\n")).lowerBound }
    for opcode in Opcode.allCases {
      let place = try #require(document().firstRange(of: "### \(opcode.mnemonic)\n")).lowerBound
      let unit = [Opcode.Unit.channels, .asic, .control].firstIndex(of: opcode.unit)!
      #expect((places[unit]..<places[unit + 1]).contains(place), "\(opcode)")
    }
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

/// The effects of an opcode in words.
private struct EffectWords {
  let opcode: Opcode

  init(_ opcode: Opcode) { self.opcode = opcode }

  /// All that is read, and all that is written.
  var columns: (reads: String, writes: String) {
    var (reads, writes): ([String], [String]) = ([], [])
    for effect in opcode.effects {
      let place = words(effect.place)
      switch effect.access {
      case .read: reads.append(place)
      case .write: writes.append(place)
      case .update:
        reads.append(place)
        writes.append(place)
      case .running:
        reads.append(place + " (later tiles)")
        writes.append(place)
      case .clear: writes.append(place + " (where reads clear)")
      }
    }
    func list(_ words: [String]) -> String { words.isEmpty ? "–" : words.joined(separator: "; ") }
    return (list(reads), list(writes))
  }

  private func name(_ field: Instruction.Field) -> String {
    "`\(opcode.form.operands.first { $0.field == field }!.name)`"
  }

  private func words(_ place: Effect.Place) -> String {
    switch place {
    case .sram(let field, let extent):
      switch extent {
      case .vector: "SRAM: `len` elements at \(name(field))"
      case .elementPerBank: "SRAM: `len` elements at \(name(field)), one for each bank"
      case .vectorPerChannel: "SRAM: `len` elements for each channel at \(name(field))"
      case .vectors: "SRAM: `n` vectors at \(name(field))"
      case .tileState: "SRAM: `n` states at \(name(field))"
      case .argmax: "SRAM: running result at \(name(field))"
      case .results: "SRAM: `n` elements at \(name(field))"
      case .weights: "SRAM: `n` weight vectors at \(name(field))"
      }
    case .cells(let banks, let span):
      switch span {
      case .columns: "cells: `n` columns of \(words(banks))"
      case .elements: "cells: `len` elements of \(words(banks))"
      case .elementsFromLane: "cells: `len` elements from `lane` on of \(words(banks))"
      case .element: "cells: the element in `lane` of \(words(banks))"
      case .row: "cells: `row` of \(words(banks))"
      }
    case .globalBuffer(.columns): "global buffer: `n` bursts"
    case .globalBuffer: "global buffer: as many bursts as `len` elements fill"
    case .accumulators(let banks): "accumulators of \(words(banks))"
    case .functionResults: "results of AF"
    }
  }

  private func words(_ banks: Effect.Banks) -> String {
    switch banks {
    case .one: "`bank`"
    case .all: "all banks"
    case .withElement: "banks with an element"
    case .ofGroups(let range):
      (range.count == 1 ? "bank " : "banks ") + range.map(String.init).joined(separator: " and ")
        + " of each group"
    }
  }
}
