import Glibc
import Synchronization

/// Standard input, as `-` names it where a file is read.
package enum StandardInput {
  /// The name that options and arguments give it.
  package static let path = "-"
  /// The name in messages.
  package static let name = "standard input"

  /// The bytes, kept since a document may be read more than once.
  private static let bytes = Mutex<[UInt8]?>(nil)

  /// The name of a file in messages.
  package static func shown(_ path: String) -> String { isNamed(by: path) ? name : path }

  /// True for `-` and the system's name of standard input. A pipe can be read only once, whatever its name.
  static func isNamed(by path: String) -> Bool { path == Self.path || path == "/dev/stdin" }

  /// All bytes of it.
  ///
  /// - Throws: the system's error; more bytes than the limit.
  static func read(atMost limit: Int) throws(FileError) -> [UInt8] {
    let result = bytes.withLock { bytes -> Result<[UInt8], FileError> in
      if let bytes { return .success(bytes) }
      do throws(FileError) {
        let all = try FilePath.readAll(STDIN_FILENO, name: name, atMost: limit)
        bytes = all
        return .success(all)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
