/// A token that is found in text as a whole.
struct AddedToken {
  var id: Int
  var content: String
  /// True for tokens that are no text, such as the end of a text.
  var isSpecial = true
  /// True if it is not found inside a word.
  var isSingleWord = false
  /// True if it takes the spaces to its left.
  var stripsLeft = false
  /// True if it takes the spaces to its right.
  var stripsRight = false
  /// True if it is looked for in normalised text.
  var isNormalized = false
}

/// The added tokens that are looked for in one form of the text.
///
/// The leftmost match is taken, the longest of those at one place (`AddedVocabulary` of Hugging Face
/// tokenizers). O(characters · longest content).
struct AddedTokens {
  /// A token, or text to encode.
  enum Part {
    case token(Int)
    case text(ArraySlice<Unicode.Scalar>)
  }

  private struct Edge: Hashable {
    var node: Int
    var scalar: Unicode.Scalar
  }

  private let tokens: [AddedToken]
  /// The trie of the contents: the nodes behind nodes, the root being 0.
  private var edges: [Edge: Int] = [:]
  /// The index of the token that ends at a node.
  private var ends: [Int: Int] = [:]

  /// - Parameter contents: the text to look for of each token; none is empty. Of equal ones the first counts.
  init(_ tokens: [(token: AddedToken, content: [Unicode.Scalar])]) {
    self.tokens = tokens.map(\.token)
    var nodes = 1
    for (index, (_, content)) in tokens.enumerated() {
      var node = 0
      for scalar in content {
        let edge = Edge(node: node, scalar: scalar)
        node = edges[edge] ?? nodes
        if node == nodes {
          edges[edge] = node
          nodes += 1
        }
      }
      if ends[node] == nil { ends[node] = index }
    }
  }

  /// The tokens in a text and the texts between them, none of which is empty.
  func parts(of text: ArraySlice<Unicode.Scalar>) -> [Part] {
    if text.isEmpty { return [] }
    if tokens.isEmpty { return [.text(text)] }
    var parts: [Part] = []
    var (index, start) = (text.startIndex, text.startIndex)
    while index < text.endIndex {
      guard let (token, end) = longest(text, at: index) else {
        index += 1
        continue
      }
      defer { index = end }
      if token.isSingleWord {
        if index > text.startIndex, text[index - 1].isWord { continue }
        if end < text.endIndex, text[end].isWord { continue }
      }
      var (left, right) = (index, end)
      if token.stripsLeft {
        while left > start, text[left - 1].properties.isWhitespace { left -= 1 }
      }
      if token.stripsRight {
        while right < text.endIndex, text[right].properties.isWhitespace { right += 1 }
      }
      if start < left { parts.append(.text(text[start..<left])) }
      parts.append(.token(token.id))
      start = right
    }
    if start < text.endIndex { parts.append(.text(text[start...])) }
    return parts
  }

  private func longest(_ text: ArraySlice<Unicode.Scalar>, at start: Int) -> (AddedToken, end: Int)? {
    var found: (AddedToken, end: Int)?
    var (node, index) = (0, start)
    while index < text.endIndex, let next = edges[Edge(node: node, scalar: text[index])] {
      (node, index) = (next, index + 1)
      if let token = ends[node] { found = (tokens[token], index) }
    }
    return found
  }
}
