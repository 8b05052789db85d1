import PIMNumerics

/// Changes inputs: as bytes, and as text of words, numbers and lines.
struct Mutator {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  // MARK: Choices

  mutating func index(below count: Int) -> Int { generator.nextIndex(below: count) }

  mutating func isChosen(oneIn count: Int) -> Bool { index(below: count) == 0 }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[index(below: elements.count)] }

  // MARK: Values

  /// Numbers at the ends of ranges, and texts that are nearly numbers.
  static let numbers = [
    "0", "-1", "1", "-0", "2", "3", "7", "15", "16", "17", "31", "33", "63", "64", "65", "127", "255", "256",
    "257", "1000", "1023", "1025", "4097", "65535", "65536", "65537", "1000000", "1000000000", "2147483647",
    "2147483648", "4294967295", "4294967296", "1099511627776", "9007199254740993", "4611686018427387904",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615",
    "18446744073709551616", "340282366920938463463374607431768211456", "1e308", "1e309", "-1e308", "1e-400",
    "1e18", "0.1", "1.5", "0.000000000000000000000001", "NaN", "inf", "-inf", "0x10", "1_000", "1__0", "+5",
    "00007", "1.", ".5", "99999999999999999999999999999999999999999999999999", "١٢", "",
  ]

  /// Bytes that parsers have to do with, alone or together.
  static let pieces: [[UInt8]] =
    [
      "{", "}", "[", "]", ":", ": ", ",", "\"", "'", "#", "-", "- ", "&a ", "*a", "!!int ", "|", ">", "%",
      "@", "`",
      "?", "\t", "\r", "\n", "\r\n", "\n\n", " ", "---\n", "...\n", "<<: ", "null", "~", "true", "=", "..",
      "/", "\\u0000",
      "\\ud800", "\\", "extends: ", "value", "source", "provenance: ", "\u{FEFF}", "é", "\u{2028}", "👩‍👩‍👧",
      "END", "BLOCK",
    ].map { Array($0.utf8) } + [
      [0], [1], [0x1B], [0x7F], [0x80], [0xC0, 0x80], [0xFF, 0xFE], [0xED, 0xA0, 0x80],
      [0xF4, 0x90, 0x80, 0x80],
      [0xC3],
    ]

  // MARK: Mutations

  /// An input with a few changes.
  ///
  /// - Parameters:
  ///   - mostNumbers: how many numbers may become others.
  ///   - words: of other inputs of the kind, to put in place of one.
  mutating func mutated(_ original: [UInt8], mostNumbers: Int = 3, words: [[UInt8]] = []) -> [UInt8] {
    if isChosen(oneIn: 40) { return whole(original) }
    var bytes = original
    // Much is refused at its first change: a part gets none but numbers near those that it had.
    if isChosen(oneIn: 3) {
      for _ in 0..<min(mostNumbers, 1 + index(below: 3)) { nudgeNumber(&bytes) }
      return bytes
    }
    let count = isChosen(oneIn: 10) ? 8 : 1 + index(below: 3)
    var numbers = mostNumbers
    for _ in 0..<count {
      switch index(below: 12) {
      case 0, 1, 2, 3:
        if numbers > 0 { replaceNumber(&bytes) }
        numbers -= 1
      case 4, 5: changeLine(&bytes)
      case 6, 7: replaceWord(&bytes, words)
      case 8: insert(pick(Self.pieces), &bytes)
      case 9: changeByte(&bytes)
      case 10: removeRange(&bytes)
      default: isChosen(oneIn: 3) ? inflate(&bytes) : repeatRange(&bytes)
      }
    }
    return bytes
  }

  /// Inputs that have little to do with the original.
  private mutating func whole(_ original: [UInt8]) -> [UInt8] {
    switch index(below: 7) {
    case 0: []
    case 1: original + original
    case 2: Array(original.prefix(index(below: original.count + 1)))
    case 3: (0..<index(below: 2000)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    case 4: Array(repeating: UInt8(ascii: "\n"), count: 1 + index(below: 100_000))
    case 5: original.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 }
    default: Array(String(decoding: original, as: UTF8.self).uppercased().utf8)
    }
  }

  /// Ranges of the bytes for which a condition holds, as long as they go.
  private func ranges(_ bytes: [UInt8], _ holds: (UInt8) -> Bool) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start: Int?
    for (place, byte) in bytes.enumerated() {
      if holds(byte) {
        start = start ?? place
      } else if let first = start {
        ranges.append(first..<place)
        start = nil
      }
    }
    if let first = start { ranges.append(first..<bytes.count) }
    return ranges
  }

  private mutating func replaceNumber(_ bytes: inout [UInt8]) {
    let found = ranges(bytes) {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
    }
    guard !found.isEmpty else { return insert(Array(pick(Self.numbers).utf8), &bytes) }
    bytes.replaceSubrange(pick(found), with: Array(pick(Self.numbers).utf8))
  }

  /// A number near what it was: one more or less, twice, half, or with another digit.
  private mutating func nudgeNumber(_ bytes: inout [UInt8]) {
    let found = ranges(bytes) { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard !found.isEmpty else { return }
    let place = pick(found)
    guard let number = Int(String(decoding: bytes[place], as: UTF8.self)), number < 1 << 60 else { return }
    let near = pick([
      number + 1, max(0, number - 1), number * 2, number / 2, number + 16, index(below: 2 * number + 2), 0,
    ])
    bytes.replaceSubrange(place, with: Array("\(near)".utf8))
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF) || byte == UInt8(ascii: "_")
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// All words of an input.
  func words(of bytes: [UInt8]) -> [[UInt8]] { ranges(bytes, Self.isWordByte).map { Array(bytes[$0]) } }

  private mutating func replaceWord(_ bytes: inout [UInt8], _ words: [[UInt8]]) {
    let found = ranges(bytes, Self.isWordByte)
    guard !found.isEmpty else { return changeByte(&bytes) }
    let place = pick(found)
    switch index(below: 4) {
    case 0: bytes.removeSubrange(place)
    case 1: bytes.insert(UInt8(ascii: "x"), at: place.upperBound)
    case 2 where !words.isEmpty: bytes.replaceSubrange(place, with: pick(words))
    default: bytes.replaceSubrange(place, with: Array(bytes[pick(found)]))
    }
  }

  private mutating func changeLine(_ bytes: inout [UInt8]) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    let (one, other) = (index(below: lines.count), index(below: lines.count))
    switch index(below: 5) {
    case 0: lines.remove(at: one)
    case 1: lines.insert(lines[one], at: other)
    case 2: lines.swapAt(one, other)
    case 3: lines = Array(lines.prefix(one))
    default: lines[one] = Array(repeating: UInt8(ascii: " "), count: index(below: 4)) + lines[one]
    }
    bytes = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  private mutating func insert(_ piece: [UInt8], _ bytes: inout [UInt8]) {
    bytes.insert(contentsOf: piece, at: index(below: bytes.count + 1))
  }

  private mutating func changeByte(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = index(below: bytes.count)
    if isChosen(oneIn: 2) {
      bytes[place] ^= 1 << UInt8(index(below: 8))
    } else {
      bytes[place] = UInt8(truncatingIfNeeded: generator.next())
    }
  }

  private mutating func range(_ bytes: [UInt8], longest: Int) -> Range<Int> {
    let start = index(below: bytes.count + 1)
    return start..<min(bytes.count, start + index(below: longest + 1))
  }

  private mutating func removeRange(_ bytes: inout [UInt8]) {
    bytes.removeSubrange(range(bytes, longest: isChosen(oneIn: 4) ? bytes.count : 40))
  }

  private mutating func repeatRange(_ bytes: inout [UInt8]) {
    let part = Array(bytes[range(bytes, longest: 60)])
    for _ in 0...(isChosen(oneIn: 10) ? 1000 : 2) { insert(part, &bytes) }
  }

  /// Long and deep things.
  private mutating func inflate(_ bytes: inout [UInt8]) {
    let count = pick([65, 1000, 20_000, 300_000])
    let piece = pick([
      "[", "{a: ", "{\"a\":", "[{", "- ", "? ", "9", "a", " ", "\n ", "0-", "a.", "+n", "((", "\"", "é",
    ])
    insert(Array(repeating: Array(piece.utf8), count: count).flatMap { $0 }, &bytes)
  }
}
