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

  /// Notes a file that has been opened for reading.
  package static func note(_ descriptor: Int32) {
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
