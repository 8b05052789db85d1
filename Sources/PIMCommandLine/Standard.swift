import ArgumentParser
import CPIMOutOfMemory
import Glibc
import PIMGPT

/// Standard output and standard error.
enum Standard {
  /// The largest number of characters of a message that are shown, since user input can be of any length.
  private static let longestMessage = 4000

  /// Writes text unchanged to standard output.
  static func print(_ text: String) throws { try OutputFile(path: "-").write(text) }

  static func print(_ bytes: [UInt8]) throws { try OutputFile(path: "-").write(bytes) }

  /// Writes an error to standard error.
  static func report(_ error: any Error) { report("error: \(error)") }

  /// Writes a line to standard error, without control characters.
  static func report(_ line: String) {
    let shown = line.utf8.count > longestMessage ? line.prefix(longestMessage) + "…" : line[...]
    let bytes = Array((TextWidth.printable(String(shown)) + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
