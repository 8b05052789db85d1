import Glibc

extension OutputFile {
  /// True if two names lead to one file, so that one output would replace the other. Devices and pipes count
  /// as different, since several outputs may write to one.
  package static func isOneFile(_ a: String, _ b: String) -> Bool {
    if isStandardOutput(a) || isStandardOutput(b) { return isStandardOutput(a) && isStandardOutput(b) }
    guard let first = place(a), let second = place(b) else { return a == b && !isShared(a) }
    return first == second && !isShared(a)
  }

  private static func isStandardOutput(_ path: String) -> Bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].contains(path)
  }

  /// The absolute path without links; nil if its folder does not exist.
  private static func place(_ path: String) -> String? {
    let path = FilePath.target(path)
    if let path = FilePath.resolved(path) { return path }
    let folder = FilePath.folder(of: path)
    return FilePath.resolved(folder.isEmpty ? "." : folder).map {
      FilePath.joining($0, FilePath.name(of: path))
    }
  }

  private static func isShared(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG
  }
}
