/// The regular expressions that tokenizers split text by, each as a function written by hand.
///
/// A pattern is known by its exact text. The first alternative that matches is taken, as in the expression,
/// and time is linear in the text.
enum SplitPattern: String, CaseIterable {
  /// GPT-2's.
  case gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
  /// Llama 3's: numbers in groups of up to three digits.
  case llama3 =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  /// Qwen2's: Llama 3's with each digit apart.
  case qwen2 =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  /// BLOOM's: a space or none, and characters that are neither spaces nor marks of its list.
  case bloom = #" ?[^(\s|[.,!?…。，、।۔،])]+"#
  /// Falcon's groups of three digits.
  case threeDigits = "[0-9][0-9][0-9]"

  /// The matches in a text, and what is between them.
  func matches(in text: ArraySlice<Unicode.Scalar>) -> [Match] {
    switch self {
    case .gpt2: return Match.matches(in: text) { Self.gpt2End(text, $0) }
    case .llama3: return Match.matches(in: text) { Self.llama3End(text, $0, digits: 3) }
    case .qwen2: return Match.matches(in: text) { Self.llama3End(text, $0, digits: 1) }
    case .bloom: return Match.matches(in: text) { Self.bloomEnd(text, $0) }
    case .threeDigits:
      return Match.matches(in: text) { start in
        let digits = text[start...].prefix(3)
        return digits.count == 3 && digits.allSatisfy { ("0"..."9").contains($0) } ? start + 3 : nil
      }
    }
  }

  /// The end of GPT-2's match at `start`.
  private static func gpt2End(_ text: ArraySlice<Unicode.Scalar>, _ start: Int) -> Int {
    if let end = contractionEnd(text, start, ignoresCase: false) { return end }
    // An optional space, then a run of one class.
    let first = text[start] == " " && start + 1 < text.endIndex ? start + 1 : start
    let kind = ScalarClass(text[first])
    if kind != .space { return runEnd(text, first) { ScalarClass($0) == kind } }
    return spacesEnd(text, start)
  }

  /// The end of Llama 3's match at `start`.
  ///
  /// - Parameter digits: the most digits in one match.
  private static func llama3End(_ text: ArraySlice<Unicode.Scalar>, _ start: Int, digits: Int) -> Int {
    if let end = contractionEnd(text, start, ignoresCase: true) { return end }
    let kind = ScalarClass(text[start])
    if kind == .letter { return runEnd(text, start) { ScalarClass($0) == .letter } }
    if kind == .number {
      return runEnd(text[..<min(text.endIndex, start + digits)], start) { ScalarClass($0) == .number }
    }
    let next = start + 1 < text.endIndex ? ScalarClass(text[start + 1]) : nil
    // One character in front of letters belongs to them.
    if next == .letter, !text[start].isLineEnd {
      return runEnd(text, start + 1) { ScalarClass($0) == .letter }
    }
    if kind == .other || text[start] == " " && next == .other {
      let end = runEnd(text, start + (kind == .other ? 0 : 1)) { ScalarClass($0) == .other }
      return runEnd(text, end, while: \.isLineEnd)
    }
    // \s*[\r\n]+ ends behind the last line end of the spaces.
    let end = runEnd(text, start) { ScalarClass($0) == .space }
    if let last = text[start..<end].lastIndex(where: \.isLineEnd) { return last + 1 }
    return spacesEnd(text, start)
  }

  /// The end of BLOOM's match at `start`; nil for none.
  private static func bloomEnd(_ text: ArraySlice<Unicode.Scalar>, _ start: Int) -> Int? {
    func belongs(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case "(", "|", ")", ".", ",", "!", "?", "…", "。", "，", "、", "।", "۔", "،": false
      default: ScalarClass(scalar) != .space
      }
    }
    let first = text[start] == " " ? start + 1 : start
    let end = runEnd(text, first, while: belongs)
    return end > first ? end : nil
  }

  /// The end of `\s+(?!\S)|\s+`: all spaces but the last in front of another character, or a single one.
  private static func spacesEnd(_ text: ArraySlice<Unicode.Scalar>, _ start: Int) -> Int {
    let end = runEnd(text, start) { ScalarClass($0) == .space }
    return end < text.endIndex && end > start + 1 ? end - 1 : end
  }

  private static func runEnd(
    _ text: ArraySlice<Unicode.Scalar>, _ start: Int, while belongs: (Unicode.Scalar) -> Bool
  ) -> Int {
    var end = start
    while end < text.endIndex, belongs(text[end]) { end += 1 }
    return end
  }

  /// The end of `'s|'t|'re|'ve|'m|'ll|'d`; nil if there is no match.
  private static func contractionEnd(
    _ text: ArraySlice<Unicode.Scalar>, _ start: Int, ignoresCase: Bool
  ) -> Int? {
    guard text[start] == "'" else { return nil }
    func letter(_ index: Int) -> Unicode.Scalar? {
      guard index < text.endIndex else { return nil }
      let scalar = text[index]
      if ignoresCase {
        // Case folding takes the long s to s.
        if scalar == "\u{17F}" { return "s" }
        if ("A"..."Z").contains(scalar) { return Unicode.Scalar(scalar.value + 32) }
      }
      return scalar
    }
    switch (letter(start + 1), letter(start + 2)) {
    case ("s", _), ("t", _), ("m", _), ("d", _): return start + 2
    case ("r", "e"), ("v", "e"), ("l", "l"): return start + 3
    default: return nil
    }
  }
}
