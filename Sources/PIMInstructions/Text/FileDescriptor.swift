internal import Glibc
internal import PIMConfiguration

/// A file that is open for reading, closed with its last reference; `-` is standard input.
final class FileDescriptor: Sendable {
  private let number: Int32
  private let path: String

  init(reading path: String) throws(TraceFileError) {
    // A copy of standard input's number, so that closing it leaves the stream open.
    number = path == StandardInput.path ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    self.path = StandardInput.shown(path)
    guard number >= 0 else { throw .last("open", path) }
    InputFiles.note(number, path)
  }

  deinit { if number >= 0 { close(number) } }

  /// Size of the file in bytes; 0 for a pipe or a device.
  var size: Int { FilePath.size(number) }

  /// Reads the bytes that are available, at most the buffer's size, and returns their number; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TraceFileError) -> Int {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw .last("read", path) }
    }
  }
}

extension TraceFileError {
  /// The error of the call that has just failed.
  fileprivate static func last(_ operation: String, _ path: String) -> TraceFileError {
    TraceFileError(path: path, operation: operation, reason: String(cString: strerror(errno)))
  }
}
