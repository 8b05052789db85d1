/// The characters that stand for bytes in a byte-level vocabulary: printable ASCII and Latin-1 for
/// themselves, other bytes from U+0100 on (`bytes_to_unicode` of GPT-2's `encoder.py`).
enum ByteAlphabet {
  /// The character of each byte.
  static let characters: [Unicode.Scalar] = {
    var next: UInt8 = 0
    return (0...255).map { (byte: UInt8) -> Unicode.Scalar in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(0x100 + UInt16(next)) ?? "\u{FFFD}"
      }
    }
  }()

  /// The byte of each character from U+0000 on; nil for characters that stand for none.
  private static let bytes: [UInt8?] = {
    var bytes = [UInt8?](repeating: nil, count: 0x144)
    for (byte, character) in characters.enumerated() { bytes[Int(character.value)] = UInt8(byte) }
    return bytes
  }()

  /// The byte of a character; nil if it stands for none.
  static func byte(of character: Unicode.Scalar) -> UInt8? {
    character.value < bytes.count ? bytes[Int(character.value)] : nil
  }

  /// The characters of the UTF-8 of a text.
  static func encoded(_ text: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.underestimatedCount)
    for scalar in text {
      for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
        result.append(characters[Int(byte)])
      }
    }
    return result
  }
}
