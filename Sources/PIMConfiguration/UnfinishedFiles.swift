import Glibc
import Synchronization

/// The register of unfinished files and the folders made for them, which a signal handler removes when the
/// process is ended.
///
/// A signal handler may neither take a lock nor free memory. So the register is a table of fixed size that
/// holds C strings, and these are never freed.
enum UnfinishedFiles {
  /// The size of the table: more than the outputs of any command and the folders above them. With a full
  /// table a name is not registered.
  private static let capacity = 256

  nonisolated(unsafe) private static let names = {
    let names = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: capacity)
    names.initialize(repeating: nil, count: capacity)
    return names
  }()

  private static let lock = Mutex(())

  /// Allocates the table, which a signal handler must not do.
  static func prepare() { _ = names }

  static func add(_ path: String) {
    guard let name = strdup(path) else { return }
    let isKept = lock.withLock { _ in
      for index in 0..<capacity where names[index] == nil {
        names[index] = name
        return true
      }
      return false
    }
    if !isKept { free(name) }
  }

  /// Makes a folder and those above it, and registers those that were made. Signals are blocked meanwhile, so
  /// a signal handler finds all of them or none.
  ///
  /// - Returns: the folders that were made, from the outermost on.
  /// - Throws: the system's error; the folders that were made are removed again.
  static func makeFolder(_ folder: String) throws(FileError) -> [String] {
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let made = try FilePath.makeFolder(folder)
    made.forEach(add)
    return made
  }

  /// Takes a name out of the register, since it is finished or gone.
  static func remove(_ path: String) {
    lock.withLock { _ in
      for index in 0..<capacity {
        if let name = names[index], strcmp(name, path) == 0 { names[index] = nil }
      }
    }
  }

  /// Removes all registered files and empty folders. Calls only async-signal-safe functions.
  static func clean() {
    // Inner folders come after outer ones, so the table is read backwards.
    for index in stride(from: capacity - 1, through: 0, by: -1) {
      if let name = names[index], unlink(name) != 0 { rmdir(name) }
    }
  }
}
