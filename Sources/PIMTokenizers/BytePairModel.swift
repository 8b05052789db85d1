internal import PIMConfiguration

/// Byte-pair encoding: a piece begins as its characters, and neighbours are merged, the pair of the lowest
/// rank first.
///
/// P. Gage, "A new algorithm for data compression", 1994; R. Sennrich, B. Haddow, A. Birch, "Neural machine
/// translation of rare words with subword units", 2016. Details are those of Hugging Face tokenizers
/// (`models/bpe`).
struct BytePairModel {
  /// A pair of tokens.
  struct Pair: Hashable {
    var left: Int32
    var right: Int32
  }

  /// The rank of a merge and the token that it makes.
  struct Merge {
    var rank: Int32
    var token: Int32
  }

  /// The behaviour where characters or pieces have no or several encodings.
  struct Options {
    /// Encodes a character that is no token as the tokens `<0x00>` to `<0xFF>` of its UTF-8.
    var fallsBackToBytes = false
    /// Takes a piece that is a token as it is, though no merges lead to it.
    var ignoresMerges = false
    /// The token for characters without one; nil to leave them out.
    var unknown: Int32?
    /// Makes neighbouring unknown characters one token.
    var fusesUnknown = false
  }

  let options: Options
  /// The number of tokens.
  var count: Int { tokens.count }
  private let tokens: [ExactText: Int32]
  private let texts: [Int32: String]
  private let characters: [Unicode.Scalar: Int32]
  /// The tokens of bytes for the fallback; nil for those that are missing.
  private let bytes: [Int32?]
  private let merges: [Pair: Merge]

  /// - Precondition: no two tokens have the same number.
  init(tokens: [ExactText: Int32], merges: [Pair: Merge], options: Options) {
    self.options = options
    self.tokens = tokens
    self.merges = merges
    texts = Dictionary(uniqueKeysWithValues: tokens.map { ($1, $0.text) })
    var characters: [Unicode.Scalar: Int32] = [:]
    for (key, token) in tokens {
      let scalars = key.text.unicodeScalars
      if let first = scalars.first, scalars.dropFirst().isEmpty { characters[first] = token }
    }
    self.characters = characters
    bytes = (0...255).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return tokens[ExactText("<0x\(byte < 16 ? "0" : "")\(digits)>")]
    }
  }

  /// The number of a token; nil if there is none.
  func token(_ text: String) -> Int? { tokens[ExactText(text)].map { Int($0) } }

  /// The text of a token; nil if there is none.
  func text(of token: Int) -> String? { Int32(exactly: token).flatMap { texts[$0] } }

  // MARK: Encoding

  /// A token of a piece, in a list that is linked both ways.
  private struct Symbol {
    var token: Int32
    var previous: Int32
    /// The next symbol's index; -1 for none.
    var next: Int32
    var isRemoved = false
  }

  /// Appends the tokens of a piece; O(n log n).
  func encode(_ piece: ArraySlice<Unicode.Scalar>, into result: inout [Int]) {
    if options.ignoresMerges {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: piece)
      if let token = tokens[ExactText(String(view))] { return result.append(Int(token)) }
    }
    let initial = initialTokens(piece)
    guard initial.count > 1 else {
      result += initial.map { Int($0) }
      return
    }
    var symbols: [Symbol] = []
    symbols.reserveCapacity(initial.count)
    for (index, token) in initial.enumerated() {
      let next = index + 1 < initial.count ? Int32(index + 1) : -1
      symbols.append(Symbol(token: token, previous: Int32(index - 1), next: next))
    }
    merge(&symbols)
    for symbol in symbols where !symbol.isRemoved { result.append(Int(symbol.token)) }
  }

  private func merge(_ symbols: inout [Symbol]) {
    var queue = MergeQueue()
    func offer(_ left: Int32, _ right: Int32) {
      let pair = Pair(left: symbols[Int(left)].token, right: symbols[Int(right)].token)
      guard let merge = merges[pair] else { return }
      queue.push(MergeQueue.Entry(rank: merge.rank, position: left, token: merge.token))
    }
    for index in 1..<symbols.count { offer(Int32(index - 1), Int32(index)) }
    while let entry = queue.pop() {
      let left = symbols[Int(entry.position)]
      guard !left.isRemoved, left.next >= 0 else { continue }
      let right = symbols[Int(left.next)]
      // An entry is out of date if one of its symbols has changed since.
      guard merges[Pair(left: left.token, right: right.token)]?.token == entry.token else { continue }
      symbols[Int(left.next)].isRemoved = true
      symbols[Int(entry.position)].token = entry.token
      symbols[Int(entry.position)].next = right.next
      if right.next >= 0 { symbols[Int(right.next)].previous = entry.position }
      if left.previous >= 0 { offer(left.previous, entry.position) }
      if right.next >= 0 { offer(entry.position, right.next) }
    }
  }

  /// The tokens of a piece's characters.
  private func initialTokens(_ piece: ArraySlice<Unicode.Scalar>) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(piece.count)
    /// True if an unknown character is not in the result yet.
    var isUnknownPending = false
    for scalar in piece {
      if let token = characters[scalar] {
        if isUnknownPending, let unknown = options.unknown { result.append(unknown) }
        isUnknownPending = false
        result.append(token)
        continue
      }
      if options.fallsBackToBytes {
        let units = UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        let found = units.compactMap { bytes[Int($0)] }
        if found.count == units.count {
          // The library leaves an unknown character in front of bytes for later.
          result += found
          continue
        }
      }
      guard let unknown = options.unknown else { continue }
      if isUnknownPending, !options.fusesUnknown { result.append(unknown) }
      isUnknownPending = true
    }
    if isUnknownPending, let unknown = options.unknown { result.append(unknown) }
    return result
  }
}
