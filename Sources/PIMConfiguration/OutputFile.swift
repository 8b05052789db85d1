import Glibc

/// An output that appears under its name in full or not at all; `-` is standard output.
///
///     let file = try OutputFile(path: "a.trace")
///     while let piece = next() { try file.write(piece) }
///     try file.commit()
///
/// The file is opened before the work that fills it, so that a path that cannot be written is found at once.
/// Missing folders on the way to it are made. The file grows in the folder of its target, so that the final
/// rename stays within one file system. Without `commit()` the file and the folders that were made are
/// removed, and the previous file stays. A device or a pipe is written in place.
public final class OutputFile {
  /// The path as the user wrote it.
  private let path: String
  private let target: String
  private var descriptor: Int32
  /// The name of the growing file; nil if it has none, or is written in place.
  private var temporary: String?
  private let replaces: Bool
  /// The folders that were made for the file, from the outermost on.
  private var madeFolders: [String] = []
  private let mayReplaceInput: Bool

  /// Opens the output.
  ///
  /// - Parameter mayReplaceInput: true if the output may replace a file that was read (`InputFiles`).
  /// - Throws: an error if the path is a folder, no file can be made there, the file system is full, or the
  ///   file was read.
  public init(path: String, mayReplaceInput: Bool = false) throws(FileError) {
    self.path = path
    self.mayReplaceInput = mayReplaceInput
    target = FilePath.target(path)
    if path == "-" {
      descriptor = STDOUT_FILENO
      replaces = false
      return
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    if path.isEmpty || path.hasSuffix("/") || exists && status.st_mode & S_IFMT == S_IFDIR {
      throw FileError(
        operation: "write", path: path.isEmpty ? "\"\"" : path, code: path.isEmpty ? ENOENT : EISDIR)
    }
    try Self.checkInput(path, mayReplaceInput)
    if exists, status.st_mode & S_IFMT != S_IFREG {
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      replaces = false
    } else {
      if exists, access(path, W_OK) != 0 { throw FileError(operation: "write", path: path, code: errno) }
      replaces = true
      let name = FilePath.folder(of: target)
      let folder = name.isEmpty ? "." : name
      do throws(FileError) {
        madeFolders = try UnfinishedFiles.makeFolder(folder)
      } catch {
        descriptor = -1
        throw FileError(operation: "write", path: path, code: error.code)
      }
      // A file without a name needs no removal if the process is killed. Some file systems do not support
      // this.
      descriptor = open(folder, O_WRONLY | O_CLOEXEC | Self.unnamedFile, 0o666)
      if descriptor < 0 {
        let name = Self.temporaryName(target)
        temporary = name
        unlink(name)
        UnfinishedFiles.add(name)
        descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      }
    }
    if descriptor < 0 {
      let code = errno
      abandon()
      throw FileError(operation: "write", path: path, code: code)
    }
    if replaces, !Self.hasRoom(descriptor) {
      abandon()
      throw FileError(operation: "write", path: path, code: ENOSPC)
    }
  }

  deinit { abandon() }

  /// Removes a file that was not committed, and the folders made for it.
  private func abandon() {
    if descriptor > STDERR_FILENO { close(descriptor) }
    descriptor = -1
    if let temporary {
      unlink(temporary)
      UnfinishedFiles.remove(temporary)
    }
    temporary = nil
    for folder in madeFolders.reversed() {
      rmdir(folder)
      UnfinishedFiles.remove(folder)
    }
    madeFolders = []
  }

  /// True if the file system has a free block for this user, or does not count blocks.
  private static func hasRoom(_ descriptor: Int32) -> Bool {
    var status = statvfs()
    guard fstatvfs(descriptor, &status) == 0, status.f_blocks > 0 else { return true }
    return (geteuid() == 0 ? status.f_bfree : status.f_bavail) > 0
  }

  /// Writes all bytes.
  ///
  /// - Throws: the system's error.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(operation: "write", path: shownPath, code: errno)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Writes all bytes.
  ///
  /// - Throws: the system's error.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    let result: Result<Void, FileError> = bytes.withUnsafeBytes { buffer in
      do throws(FileError) { return .success(try write(buffer)) } catch { return .failure(error) }
    }
    try result.get()
  }

  /// Writes a text as UTF-8.
  ///
  /// - Throws: the system's error.
  public func write(_ text: String) throws(FileError) { try write(Array(text.utf8)) }

  /// Gives the file its name, in place of a previous one.
  ///
  /// - Throws: the system's error; the previous file is unchanged.
  public func commit() throws(FileError) {
    guard replaces else { return }
    // The previous file may have been read since.
    try Self.checkInput(path, mayReplaceInput)
    var isDone = fsync(descriptor) == 0
    if isDone, temporary == nil {
      let name = Self.temporaryName(target)
      unlink(name)
      UnfinishedFiles.add(name)
      isDone = linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
      if isDone { temporary = name } else { UnfinishedFiles.remove(name) }
    }
    if isDone, let name = temporary, rename(name, target) == 0 {
      temporary = nil
      UnfinishedFiles.remove(name)
      madeFolders.forEach(UnfinishedFiles.remove)
      madeFolders = []
      return
    }
    throw FileError(operation: "write", path: path, code: errno)
  }

  private static func checkInput(_ path: String, _ mayReplaceInput: Bool) throws(FileError) {
    if mayReplaceInput || !InputFiles.contains(path) { return }
    throw FileError(
      operation: "write", path: path, code: EEXIST,
      reason: "it is a file that this command reads; expected another path")
  }

  private var shownPath: String { path == "-" ? "standard output" : path }

  /// Linux's `O_TMPFILE`, a macro that is not imported.
  private static let unnamedFile: Int32 = 0o20_000_000 | O_DIRECTORY

  private static func temporaryName(_ path: String) -> String {
    FilePath.joining(FilePath.folder(of: path), ".\(FilePath.name(of: path)).\(getpid()).partial")
  }

  // MARK: The end of the process

  /// Removes files and folders that are not committed. A signal handler may call it after
  /// `prepareForSignals()`.
  package static func removeUnfinished() { UnfinishedFiles.clean() }

  /// Allocates the table that `removeUnfinished()` reads.
  package static func prepareForSignals() { UnfinishedFiles.prepare() }

  /// Registers a file or an empty folder for removal by `removeUnfinished()`.
  package static func noteUnfinished(_ path: String) { UnfinishedFiles.add(path) }

  /// Makes a folder and those above it, and registers those that were made as `noteUnfinished` does.
  ///
  /// - Returns: the folders that were made, from the outermost on.
  package static func makeUnfinishedFolder(_ folder: String) throws(FileError) -> [String] {
    try UnfinishedFiles.makeFolder(folder)
  }

  /// Takes a path out of the register, since it is finished or gone.
  package static func noteFinished(_ path: String) { UnfinishedFiles.remove(path) }

  // MARK: In one go

  /// Writes a whole file and commits it.
  ///
  /// - Throws: as `init` and `commit()`.
  public static func write(
    _ bytes: [UInt8], to path: String, mayReplaceInput: Bool = false
  ) throws(FileError) {
    let file = try OutputFile(path: path, mayReplaceInput: mayReplaceInput)
    try file.write(bytes)
    try file.commit()
  }

  /// Writes a whole file as UTF-8 and commits it.
  ///
  /// - Throws: as `init` and `commit()`.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }
}
