internal import PIMConfiguration

/// Writes whole traces to files.
public enum TraceFile {
  /// Writes every block of a source to a file. The file appears under its path only when it is complete.
  ///
  /// - Returns: the number of lines.
  /// - Throws: `TraceFileError`, `TraceWriterError`, and every error of the source; after an error no file is
  ///   left.
  @discardableResult
  public static func write(
    _ source: inout some BlockSource, header: TraceHeader, comments: [String] = [], to path: String
  ) throws -> Int {
    let file: OutputFile
    do throws(FileError) { file = try OutputFile(path: path) } catch {
      throw TraceFileError(error, operation: "create")
    }
    var writer = try TraceWriter(header: header) { bytes in
      do throws(FileError) { try file.write(bytes) } catch { throw TraceFileError(error) }
    }
    for comment in comments { try writer.write(comment: comment) }
    var cursor = BlockCursor()
    while let block = try cursor.next(from: &source) { try writer.write(block) }
    let lines = writer.lines + 1
    try writer.finish()
    do throws(FileError) { try file.commit() } catch { throw TraceFileError(error) }
    return lines
  }
}

extension TraceFileError {
  fileprivate init(_ error: FileError, operation: String? = nil) {
    self.init(path: error.path, operation: operation ?? error.operation, reason: error.reason)
  }
}
