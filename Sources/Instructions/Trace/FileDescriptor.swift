internal import Glibc

/// An open file that is closed with its last owner.
final class FileDescriptor: Sendable {
  let number: Int32
  let path: String

  private init(number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  static func reading(_ path: String) throws(TraceFileError) -> FileDescriptor {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw .last("open", path) }
    return FileDescriptor(number: number, path: path)
  }

  /// Creates a file that must not exist.
  static func creating(_ path: String) throws(TraceFileError) -> FileDescriptor {
    let number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard number >= 0 else { throw .last("create", path) }
    return FileDescriptor(number: number, path: path)
  }

  /// Reads as many bytes as there are at once, at most the buffer's size; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(TraceFileError) -> Int {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw .last("read", path) }
    }
  }

  /// Writes all bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws(TraceFileError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(number, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw .last("write", path)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }
}

extension TraceFileError {
  /// The error of the call that has just failed.
  static func last(_ operation: String, _ path: String) -> TraceFileError {
    TraceFileError(path: path, operation: operation, reason: String(cString: strerror(errno)))
  }
}

/// A file that appears under its name only when it is complete.
struct ReplacementFile: ~Copyable {
  private let file: FileDescriptor
  private let path: String
  private let temporary: String
  private var isCommitted = false

  /// The temporary file lies beside the final one, so that a rename cannot cross file systems.
  init(path: String) throws(TraceFileError) {
    self.path = path
    temporary = "\(path).\(getpid()).partial"
    unlink(temporary)
    file = try FileDescriptor.creating(temporary)
  }

  deinit { if !isCommitted { unlink(temporary) } }

  func write(_ bytes: UnsafeRawBufferPointer) throws(TraceFileError) { try file.write(bytes) }

  consuming func commit() throws(TraceFileError) {
    guard fsync(file.number) == 0 else { throw .last("write", path) }
    guard rename(temporary, path) == 0 else { throw .last("rename", path) }
    isCommitted = true
  }
}
