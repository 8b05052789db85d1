/// The width of text on a terminal, and removal of control characters.
package enum TextWidth {
  /// The number of columns that the text occupies: two for East Asian wide characters and emoji, none for
  /// combining marks.
  static func columns(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x20...0x2FF: sum + 1
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        sum + 2
      default:
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: sum
        default: sum + 1
        }
      }
    }
  }

  /// The text without control characters, which could steer a terminal; line breaks and tabs stay.
  package static func printable(_ text: String) -> String {
    let isSafe = text.unicodeScalars.allSatisfy(isPrintable)
    if isSafe { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isPrintable($0) ? $0 : "?" }))
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\n" || scalar == "\t" || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
  }
}
