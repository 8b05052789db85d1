import Glibc
import Synchronization

/// Names that a process must not leave behind when it is ended from outside: files that are being written under a name for the time being,
/// and folders that were made for them.
///
/// A signal's handler cannot take a lock or free memory. So names stand in a table of fixed size, as strings of C that are never freed.
enum UnfinishedFiles {
  /// More than a command has outputs, folders above them included. A name without room is not in the table.
  private static let capacity = 256

  nonisolated(unsafe) private static let names = {
    let names = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: capacity)
    names.initialize(repeating: nil, count: capacity)
    return names
  }()

  private static let lock = Mutex(())

  /// Makes the table, which a signal's handler cannot do.
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

  /// Makes a folder and those above it, and adds those that were not there. A signal comes before or after, never between.
  ///
  /// - Returns: the folders that were not there, from the outermost on.
  /// - Throws: what the system says; then none is left that was not there before.
  static func makeFolder(_ folder: String) throws(FileError) -> [String] {
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let made = try FilePath.makeFolder(folder)
    made.forEach(add)
    return made
  }

  /// The name stays from now on, or is gone.
  static func remove(_ path: String) {
    lock.withLock { _ in
      for index in 0..<capacity {
        if let name = names[index], strcmp(name, path) == 0 { names[index] = nil }
      }
    }
  }

  /// Removes all files and all folders that are empty. Calls nothing that a signal's handler must not call.
  static func clean() {
    // A folder was made after the one that it lies in.
    for index in stride(from: capacity - 1, through: 0, by: -1) {
      if let name = names[index], unlink(name) != 0 { rmdir(name) }
    }
  }
}
