/// A step that rewrites text before it is split.
enum TextNormalizer {
  /// Unicode's normalization form C.
  case formC
  /// A text in front of text that is not empty.
  case prepend([Unicode.Scalar])
  /// A plain text, which is not empty, replaced by another.
  case replace([Unicode.Scalar], by: [Unicode.Scalar])
  /// Steps one after the other.
  case sequence([TextNormalizer])

  /// The text rewritten.
  func normalized(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    switch self {
    case .formC: return NormalizationFormC.normalized(text)
    case .prepend(let prefix): return text.isEmpty ? text : prefix + text
    case .replace(let pattern, let content): return Self.replace(pattern, by: content, in: text)
    case .sequence(let steps): return steps.reduce(text) { $1.normalized($0) }
    }
  }

  /// A text with each occurrence of a pattern, from the left, replaced.
  static func replace(
    _ pattern: [Unicode.Scalar], by content: [Unicode.Scalar], in text: [Unicode.Scalar]
  ) -> [Unicode.Scalar] {
    Match.plain(pattern, in: text[...]).flatMap { $0.isMatch ? content[...] : text[$0.range] }
  }

  /// The greatest factor by which a text can grow, other than by a fixed length.
  var growth: Int {
    switch self {
    case .formC, .prepend: 1
    case .replace(let pattern, let content): Self.growth(pattern, content)
    case .sequence(let steps): steps.reduce(1) { Self.product($0, $1.growth) }
    }
  }

  /// The factor by which a replacement makes a text grow, rounded up.
  static func growth(_ pattern: [Unicode.Scalar], _ content: [Unicode.Scalar]) -> Int {
    max(1, (content.count + pattern.count - 1) / pattern.count)
  }

  /// A product that ends at a million.
  static func product(_ left: Int, _ right: Int) -> Int {
    let (product, overflows) = left.multipliedReportingOverflow(by: right)
    return overflows ? 1_000_000 : min(product, 1_000_000)
  }
}
