/// The classes of characters that splitters and added tokens ask for.
enum ScalarClass {
  /// General category L.
  case letter
  /// General category N.
  case number
  /// The property White_Space, `\s`.
  case space
  /// Anything else.
  case other

  init(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z": self = .letter
      case "0"..."9": self = .number
      case " ", "\t"..."\r": self = .space
      default: self = .other
      }
      return
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: self = .letter
    case .decimalNumber, .letterNumber, .otherNumber: self = .number
    default: self = scalar.properties.isWhitespace ? .space : .other
    }
  }
}

extension Unicode.Scalar {
  /// True for a line feed and a carriage return.
  var isLineEnd: Bool { self == "\n" || self == "\r" }

  /// True for punctuation as Hugging Face tokenizers knows it: ASCII's, symbols included, and general
  /// category P of Unicode 8, which its table (the crate unicode_categories 0.1) is from.
  var isPunctuation: Bool {
    if isASCII {
      switch self {
      case "!"..."/", ":"..."@", "["..."`", "{"..."~": return true
      default: return false
      }
    }
    // Punctuation in Unicode 8, and a symbol and a mark since.
    if self == "\u{166D}" || self == "\u{111C9}" { return true }
    guard let age = properties.age, age.major <= 8 else { return false }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }

  /// True for a character of a word, `\w`: Alphabetic, Join_Control, and general categories M, Nd and Pc
  /// (Unicode Technical Standard 18, annex C).
  var isWord: Bool {
    if properties.isAlphabetic || properties.isJoinControl { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
    default: return false
    }
  }
}
