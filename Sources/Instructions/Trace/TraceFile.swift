/// Writes whole traces to files.
public enum TraceFile {
  /// Writes every block of a source to a file, which appears only when it is complete.
  ///
  /// - Returns: how many lines it has.
  ///
  /// Errors: `TraceFileError`, `TraceWriterError`, and whatever the source throws; no file is left then.
  @discardableResult
  public static func write(
    _ source: inout some BlockSource, header: TraceHeader, comments: [String] = [], to path: String
  ) throws -> Int {
    let sink = try FileSink(path: path)
    var writer = try TraceWriter(header: header) { try sink.write($0) }
    for comment in comments { try writer.write(comment: comment) }
    while let block = try source.next() { try writer.write(block) }
    let lines = writer.lines + 1
    try writer.finish()
    try sink.commit()
    return lines
  }
}

/// Shares a replacement file between a writer's sink and the one who commits it.
private final class FileSink {
  private var file: ReplacementFile?

  init(path: String) throws { file = try ReplacementFile(path: path) }

  func write(_ bytes: UnsafeRawBufferPointer) throws { try file!.write(bytes) }

  func commit() throws {
    let finished = file.take()!
    try finished.commit()
  }
}
