import Glibc

/// Writes files that are either there in full or not at all.
public enum AtomicFile {
  /// Writes to a temporary file in the same folder, forces it to the disk, and renames it over `path`.
  ///
  /// - Throws: `FileError`; then nothing is left behind and what was at `path` is unchanged.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let folder = FilePath.folder(of: path)
    let temporary = FilePath.joining(folder, ".\(FilePath.name(of: path)).\(getpid()).partial")
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(operation: "write", path: path, code: errno) }
    var code = writeAll(bytes, to: descriptor)
    if code == 0, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, rename(temporary, path) != 0 { code = errno }
    guard code == 0 else {
      unlink(temporary)
      throw FileError(operation: "write", path: path, code: code)
    }
  }

  /// The same for text, as UTF-8.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Returns the system's error code, 0 if all went well.
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let count = Glibc.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        offset += count
      }
      return 0
    }
  }
}
