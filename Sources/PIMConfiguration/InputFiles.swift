import Glibc
import Synchronization

/// The files that a command has read. No output may replace one of them.
///
/// Files are noted only after `watch()`, since a file is identified by its inode, which another file may take
/// over in a long-lived process.
package enum InputFiles {
  private struct Identity: Hashable {
    var device: dev_t
    var inode: ino_t

    init(_ status: stat) {
      device = status.st_dev
      inode = status.st_ino
    }
  }

  /// The files noted so far; nil before `watch()`.
  private static let known = Mutex<Set<Identity>?>(nil)

  /// Starts noting every file that is read. From now on `OutputFile` refuses to replace one of them.
  package static func watch() {
    known.withLock { $0 = $0 ?? [] }
  }

  /// A function that receives the name of each file that is read, and the names it has received.
  private struct Listener {
    var tell: (@Sendable (String) -> Void)?
    var told: Set<String> = []
  }

  private static let listener = Mutex(Listener())

  /// Names every file that is read from now on, each once.
  package static func announce(_ tell: @escaping @Sendable (String) -> Void) {
    listener.withLock { $0.tell = tell }
  }

  /// Notes a file that has been opened for reading.
  ///
  /// - Parameter path: its name, for the function of `announce`.
  package static func note(_ descriptor: Int32, _ path: String) {
    let tell = listener.withLock { listener in
      listener.tell != nil && listener.told.insert(path).inserted ? listener.tell : nil
    }
    tell?(path)
    known.withLock { known in
      var status = stat()
      if known == nil || fstat(descriptor, &status) != 0 { return }
      known?.insert(Identity(status))
    }
  }

  /// True if the file at a path was read.
  static func contains(_ path: String) -> Bool {
    known.withLock { known in
      var status = stat()
      guard let known, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
      return known.contains(Identity(status))
    }
  }
}
