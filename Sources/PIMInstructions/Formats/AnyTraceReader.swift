package import PIMHardware

/// A reader of traces in either format. The first line decides: pimgpt's traces begin with the name of the
/// format, AiM traces do not.
package enum AnyTraceReader: BlockSource {
  /// A trace in pimgpt's format.
  case native(TraceReader)
  /// A trace in AiM's format.
  case aim(AiMTraceReader)

  /// The number of bytes in which the first word is looked for; more than the longest first word.
  private static let headBytes = 4096

  /// Opens a trace for a system. The header of a trace in pimgpt's format is compared with the system. A file
  /// in neither format is refused: as an AiM trace if the system has such traces, otherwise as a trace of
  /// pimgpt.
  ///
  /// - Parameter progress: called after each read with the bytes read so far and the size of the file, 0 for
  ///   a file without a size.
  /// - Throws: `TraceFileError`, `TraceError`.
  package init(path: String, system: System, progress: ((_ read: Int, _ size: Int) -> Void)? = nil) throws {
    let descriptor = try FileDescriptor(reading: path)
    var head: [UInt8] = []
    var isAtEnd = false
    while head.count < Self.headBytes, !isAtEnd, !head.contains(.newline) {
      var chunk = [UInt8](repeating: 0, count: Self.headBytes - head.count)
      let count = try chunk.withUnsafeMutableBytes { try descriptor.read(into: $0) }
      head += chunk[..<count]
      isAtEnd = count == 0
    }
    var rest = head[...]
    var bytes = 0
    let size = descriptor.size
    let source: TraceReader.Source = { buffer in
      if rest.isEmpty {
        let count = try descriptor.read(into: buffer)
        bytes += count
        progress?(bytes, size)
        return count
      }
      let part = rest.prefix(buffer.count)
      buffer.copyBytes(from: part)
      rest = rest.dropFirst(part.count)
      return part.count
    }
    if Self.isAiM(head, on: system) {
      self = .aim(try AiMTraceReader(name: path, system: system, source: source))
    } else {
      var reader = try TraceReader(name: path, source: source)
      try reader.check(against: system)
      self = .native(reader)
    }
  }

  private static func isAiM(_ head: [UInt8], on system: System) -> Bool {
    let text =
      head.starts(with: LineReader.byteOrderMark) ? head[LineReader.byteOrderMark.count...] : head[...]
    func isSeparator(_ byte: UInt8) -> Bool { TraceLine.isBlank(byte) || byte == .comma }
    let line = text.prefix { $0 != .newline && $0 != .carriageReturn }.drop(while: isSeparator)
    let word = String(decoding: line.prefix { !isSeparator($0) }, as: UTF8.self)
    if word == TraceHeader.magic { return false }
    return system.traceMask != nil || AiMForm.groups.contains(word)
  }

  /// True for an AiM trace, which is a program of a host.
  package var isFromHost: Bool {
    switch self {
    case .native(let reader): reader.isFromHost
    case .aim(let reader): reader.isFromHost
    }
  }

  /// The next blocks of the trace, or nil at the end.
  ///
  /// - Throws: `TraceError`, `TraceFileError`.
  package mutating func nextSequence() throws -> BlockSequence? {
    switch self {
    case .native(var reader):
      defer { self = .native(reader) }
      return try reader.nextSequence()
    case .aim(var reader):
      defer { self = .aim(reader) }
      return try reader.nextSequence()
    }
  }

  /// Notes for the user on how the trace was read, a sentence each; complete after the last block.
  package var notes: [String] {
    switch self {
    case .native: []
    case .aim(let reader): reader.notes
    }
  }

  /// The schedule of the trace.
  package var schedule: Schedule {
    switch self {
    case .native(let reader): reader.header.schedule
    case .aim: AiMTraceReader.schedule
    }
  }
}
