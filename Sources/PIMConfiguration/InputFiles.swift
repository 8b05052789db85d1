import Glibc
import Synchronization

/// The files that a command has read, so that none of its outputs takes the place of one by mistake.
///
/// Kept only where a program asks for it, as long as it runs: a file is known by its place on the disk, which another may take over later.
public enum InputFiles {
  private struct Identity: Hashable {
    var device: dev_t
    var inode: ino_t

    init(_ status: stat) {
      device = status.st_dev
      inode = status.st_ino
    }
  }

  /// Nil where nobody asked.
  private static let known = Mutex<Set<Identity>?>(nil)

  /// From now on, every file that is read is noted, and `OutputFile` refuses to replace one.
  public static func watch() {
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

  /// Whether there is a file at a path that was read.
  static func contains(_ path: String) -> Bool {
    known.withLock { known in
      var status = stat()
      guard let known, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
      return known.contains(Identity(status))
    }
  }
}
