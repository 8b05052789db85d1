internal import PIMConfiguration

/// Reads the first line and the header lines of a trace.
struct HeaderReader {
  static let block = PackedName("BLOCK")
  static let end = PackedName("END")
  /// The first words of the header lines.
  static let names = TraceHeaderField.allCases.map(\.rawValue) + [TraceHeaderField.schedule]

  private let file: String
  /// The values of the fields, in the order of `TraceHeaderField.allCases`.
  private var values = [Int?](repeating: nil, count: TraceHeaderField.allCases.count)
  private var schedule: Schedule?
  /// The line number of each field, in the same order.
  private(set) var lineNumbers = [Int](repeating: 1, count: TraceHeaderField.allCases.count)

  init(file: String) { self.file = file }

  /// The header; valid after `read` has returned.
  var result: TraceHeader {
    TraceHeader(
      shape: MachineShape { field in values[TraceHeaderField.allCases.firstIndex(of: field)!]! },
      schedule: schedule!)
  }

  /// Reads up to the first BLOCK line and returns its label, or up to END and returns nil.
  mutating func read(_ lines: inout LineReader) throws -> BlockLabel? {
    try readFirstLine(&lines)
    while true {
      switch try lines.next() {
      case .end: throw TraceError.missingEnd(file, lines)
      case .tooLong(let range): throw TraceError.tooLong(file, lines, range)
      case .line(let range):
        let line = lines.bytes.span.extracting(range)
        do throws(LineFault) {
          let word = TraceLine.word(in: line, from: 0)
          if word.isEmpty {
            try TraceLine.checkComment(of: line, from: word.range.lowerBound)
          } else if word.name == HeaderReader.block || word.name == HeaderReader.end {
            if let name = missingName {
              throw LineFault(
                kind: .missingHeaderLine, offset: word.range.lowerBound,
                found: TraceLine.quoted(line, word.range),
                expected: "a line '\(name)' before it")
            }
            if word.name == HeaderReader.block {
              return try LineParser(shape: result.shape).label(in: line, from: word.range.upperBound)
            }
            try TraceLine.expectEnd(of: line, from: word.range.upperBound, after: "END")
            return nil
          } else {
            try readLine(line, word, number: lines.number)
          }
        } catch {
          throw TraceError(error, file: file, line: lines.number)
        }
      }
    }
  }

  private func readFirstLine(_ lines: inout LineReader) throws {
    let expected = "'\(TraceHeader.magic) \(TraceHeader.version)' in the first line"
    switch try lines.next() {
    case .end:
      throw TraceError(
        kind: .emptyFile, file: file, line: 1, column: 1, found: "nothing", expected: expected,
        suggestion: nil)
    case .tooLong(let range): throw TraceError.tooLong(file, lines, range)
    case .line(let range):
      let line = lines.bytes.span.extracting(range)
      do throws(LineFault) {
        let magic = TraceLine.word(in: line, from: 0)
        guard TraceLine.text(line, magic.range) == TraceHeader.magic else {
          throw TraceLine.illegalByte(in: line)
            ?? LineFault(
              kind: .missingHeader, offset: magic.range.lowerBound,
              found: line.isEmpty
                ? "an empty line" : TraceLine.quoted(line, magic.range.lowerBound..<line.count),
              expected: expected)
        }
        let version = TraceLine.word(in: line, from: magic.range.upperBound)
        guard TraceLine.text(line, version.range) == String(TraceHeader.version) else {
          throw TraceLine.illegalByte(in: line)
            ?? LineFault(
              kind: .unsupportedVersion, offset: version.range.lowerBound,
              found: version.isEmpty ? "none" : TraceLine.quoted(line, version.range),
              expected: "version \(TraceHeader.version)")
        }
        try TraceLine.expectEnd(of: line, from: version.range.upperBound, after: "the version")
      } catch {
        throw TraceError(error, file: file, line: lines.number)
      }
    }
  }

  private var missingName: String? {
    if let index = values.firstIndex(of: nil) { return TraceHeaderField.allCases[index].rawValue }
    return schedule == nil ? TraceHeaderField.schedule : nil
  }

  private mutating func readLine(_ line: Span<UInt8>, _ word: TraceLine.Word, number: Int) throws(LineFault) {
    let name = TraceLine.text(line, word.range)
    let value = TraceLine.word(in: line, from: word.range.upperBound)
    do throws(LineFault) {
      if let field = TraceHeaderField(rawValue: name) {
        let index = TraceHeaderField.allCases.firstIndex(of: field)!
        guard values[index] == nil else { throw duplicate(word, name) }
        values[index] = try TraceLine.number(in: line, value, of: field.range, what: "the \(field.meaning)")
        lineNumbers[index] = number
      } else if name == TraceHeaderField.schedule {
        guard schedule == nil else { throw duplicate(word, name) }
        schedule = try readSchedule(line, value)
      } else {
        throw unknown(line, word, name)
      }
      try TraceLine.expectEnd(of: line, from: value.range.upperBound, after: "the value of '\(name)'")
    } catch {
      throw TraceLine.illegalByte(in: line) ?? error
    }
  }

  private func readSchedule(_ line: Span<UInt8>, _ value: TraceLine.Word) throws(LineFault) -> Schedule {
    let text = TraceLine.text(line, value.range)
    guard let schedule = Schedule(rawValue: text) else {
      throw LineFault(
        kind: .malformedValue, offset: value.range.lowerBound,
        found: value.isEmpty ? "the end of the line" : TraceLine.quoted(line, value.range),
        expected: Schedule.allCases.map(\.rawValue).joined(separator: " or "),
        suggestion: NearMiss.suggestion(for: text, among: Schedule.allCases.map(\.rawValue)))
    }
    return schedule
  }

  private func duplicate(_ word: TraceLine.Word, _ name: String) -> LineFault {
    LineFault(
      kind: .duplicateHeader, offset: word.range.lowerBound, found: "a second line '\(name)'", expected: "one"
    )
  }

  private func unknown(_ line: Span<UInt8>, _ word: TraceLine.Word, _ name: String) -> LineFault {
    let found = TraceLine.quoted(line, word.range)
    if Opcode(mnemonic: name) != nil {
      return LineFault(
        kind: .instructionOutsideBlock, offset: word.range.lowerBound, found: found,
        expected: "a line 'BLOCK position layer kind part' before it")
    }
    return LineFault(
      kind: .unknownHeader, offset: word.range.lowerBound, found: found,
      expected: HeaderReader.names.joined(separator: ", ") + ", BLOCK or END",
      suggestion: NearMiss.suggestion(for: name, among: HeaderReader.names + ["BLOCK", "END"]))
  }
}
