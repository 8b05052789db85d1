internal import Glibc
package import PIMConfiguration
internal import Synchronization

/// Appends lines to a file.
package final class ResultAppender: Sendable {
  private let descriptor: Int32
  private let path: String
  private let lock = Mutex(())
  /// Files and folders to remove if no result is appended, the innermost first; nil after the first result.
  private let unused = Mutex<[String]?>(nil)

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    if let names = unused.withLock({ $0 }) {
      for name in names { if unlink(name) != 0 { rmdir(name) } }
      names.forEach(OutputFile.noteFinished)
    }
    close(descriptor)
  }

  /// Requests the removal of a new file and its new folders if no result is appended. Until the first result
  /// they are registered as unfinished.
  func removesUnlessUsed(_ path: String, _ folders: [String]) {
    let names = [path] + folders.reversed()
    OutputFile.noteUnfinished(path)
    unused.withLock { $0 = names }
  }

  /// Appends the line of a result.
  package func append(_ line: [UInt8]) throws(FileError) {
    try write(line)
    let names = unused.withLock { names in
      defer { names = nil }
      return names
    }
    names?.forEach(OutputFile.noteFinished)
  }

  /// Writes a line with a single call and waits until it is on the disk.
  func write(_ line: [UInt8]) throws(FileError) {
    let code = lock.withLock { _ -> Int32 in
      let start = lseek(descriptor, 0, SEEK_END)
      let count = line.withUnsafeBytes { buffer in
        while true {
          let count = Glibc.write(descriptor, buffer.baseAddress, buffer.count)
          if count >= 0 || errno != EINTR { return count }
        }
      }
      if count == line.count { return fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno }
      let code = count < 0 ? errno : ENOSPC
      // An incomplete line is removed: it would look truncated, and the next line would be joined to it.
      if start >= 0 { _ = ftruncate(descriptor, start) }
      return code
    }
    if code != 0 { throw FileError(operation: "write", path: path, code: code) }
  }
}
