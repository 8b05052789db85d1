import Glibc

/// Colours of verdicts on a terminal: green for what holds, red for what does not.
enum Colour {
  /// True if standard output is a terminal, NO_COLOR is empty or unset, and TERM is not `dumb`.
  static let isWanted = isWanted(
    isTerminal: isatty(STDOUT_FILENO) == 1, noColour: variable("NO_COLOR"), terminal: variable("TERM"))

  static func isWanted(isTerminal: Bool, noColour: String?, terminal: String?) -> Bool {
    isTerminal && (noColour ?? "").isEmpty && terminal != "dumb"
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).flatMap { String(validatingCString: $0) }
  }

  private static let good = ["as stored", "verified", "within", "ok"]
  private static let bad = ["NOT verified", "BROKEN", "MOVED", "FAILED", "WRONG", "GONE", "NEW"]

  /// A text with its verdicts in colour: words that stand alone behind two spaces or a colon.
  ///
  /// - Parameter isWanted: true for colours; nil to decide by the terminal and the environment.
  static func verdicts(_ text: String, isWanted: Bool? = nil) -> String {
    guard isWanted ?? Self.isWanted else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(line).joined(separator: "\n")
  }

  private static func line(_ line: Substring) -> String {
    for (words, code) in [(bad, "31"), (good, "32")] {
      for word in words {
        for start in ["  ", ": "] {
          guard let range = line.firstRange(of: start + word) else { continue }
          // A column of a table, or the end of the line.
          let rest = line[range.upperBound...]
          guard rest.isEmpty || rest.hasPrefix("  ") || rest.hasPrefix(" ") && word == "BROKEN" else {
            continue
          }
          return line[..<range.lowerBound] + start + "\u{1B}[\(code)m\(word)\u{1B}[0m" + rest
        }
      }
    }
    return String(line)
  }
}
