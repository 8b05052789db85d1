import Glibc

/// Where a result goes: a file that is there under its name in full or not at all, or standard output for `-`.
///
///     let file = try OutputFile(path: "a.trace")
///     while let piece = next() { try file.write(piece) }
///     try file.commit()
///
/// It is opened before the work that fills it, so that a path that cannot be written is found at once. Folders that are missing on the way to
/// it are made. It grows in the folder of its target, so that a rename cannot cross file systems; without `commit()` nothing is left of
/// it, nor of folders that were made, and what was at the path stays. A device or a pipe is written as it is.
public final class OutputFile {
  /// As it was named, and where it leads through links.
  private let path: String
  private let target: String
  private var descriptor: Int32
  /// The name under which the file grows; nil where it has none, or is written in place.
  private var temporary: String?
  private let replaces: Bool
  /// Folders that were made for it, from the outermost on.
  private var madeFolders: [String] = []
  private let mayReplaceInput: Bool

  /// Opens the output.
  ///
  /// - Parameter mayReplaceInput: whether it may take the place of a file that was read (`InputFiles`).
  /// - Throws: a folder, a place where no file can be made, a file system without room, a file that was read.
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
      // Without a name there is nothing to leave behind, whatever happens; not every file system can.
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

  /// Leaves nothing of a file that was not committed.
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

  /// Whether a file system has a block that is free for this user. Of one that does not count blocks, it is not known.
  private static func hasRoom(_ descriptor: Int32) -> Bool {
    var status = statvfs()
    guard fstatvfs(descriptor, &status) == 0, status.f_blocks > 0 else { return true }
    return (geteuid() == 0 ? status.f_bfree : status.f_bavail) > 0
  }

  /// Writes all bytes.
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

  public func write(_ bytes: [UInt8]) throws(FileError) {
    let result: Result<Void, FileError> = bytes.withUnsafeBytes { buffer in
      do throws(FileError) { return .success(try write(buffer)) } catch { return .failure(error) }
    }
    try result.get()
  }

  public func write(_ text: String) throws(FileError) { try write(Array(text.utf8)) }

  /// Puts the file in its place.
  ///
  /// - Throws: what the system says; what was at the path is then unchanged.
  public func commit() throws(FileError) {
    guard replaces else { return }
    // It may have been read since.
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

  /// Linux's O_TMPFILE, a macro that is not imported.
  private static let unnamedFile: Int32 = 0o20_000_000 | O_DIRECTORY

  private static func temporaryName(_ path: String) -> String {
    FilePath.joining(FilePath.folder(of: path), ".\(FilePath.name(of: path)).\(getpid()).partial")
  }

  // MARK: The end of the process

  /// Removes what files that are not committed have on disk. A handler of a signal that ends the process may call it, if
  /// `prepareForSignals()` was called before.
  public static func removeUnfinished() { UnfinishedFiles.clean() }

  /// Makes what `removeUnfinished()` needs.
  public static func prepareForSignals() { UnfinishedFiles.prepare() }

  /// Lets a signal that ends the process remove a file or a folder, which is empty as yet, and which others than `OutputFile` make.
  package static func noteUnfinished(_ path: String) { UnfinishedFiles.add(path) }

  /// Makes a folder and those above it, all empty as yet, for others than `OutputFile`.
  ///
  /// - Returns: the folders that were not there, from the outermost on; each is as after `noteUnfinished`.
  package static func makeUnfinishedFolder(_ folder: String) throws(FileError) -> [String] {
    try UnfinishedFiles.makeFolder(folder)
  }

  /// The path stays from now on.
  package static func noteFinished(_ path: String) { UnfinishedFiles.remove(path) }

  // MARK: In one go

  /// Writes a whole file.
  public static func write(
    _ bytes: [UInt8], to path: String, mayReplaceInput: Bool = false
  ) throws(FileError) {
    let file = try OutputFile(path: path, mayReplaceInput: mayReplaceInput)
    try file.write(bytes)
    try file.commit()
  }

  /// Writes a whole file, as UTF-8.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }
}
