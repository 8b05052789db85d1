/// A step that splits normalised text into the pieces that the model encodes one by one.
indirect enum PreTokenizer {
  /// Text in the alphabet of bytes, if asked for behind a space, and split by GPT-2's pattern.
  case byteLevel(addsSpace: Bool, splits: Bool)
  /// Text split by a known regular expression.
  case pattern(SplitPattern, SplitBehavior, inverts: Bool)
  /// Text split by a plain text, which is not empty.
  case plain([Unicode.Scalar], SplitBehavior, inverts: Bool)
  /// Text split by digits.
  case digits(areApart: Bool)
  /// Text split by punctuation.
  case punctuation(SplitBehavior)
  /// Spaces replaced by a visible character.
  case metaspace(Metaspace)
  /// Steps one after the other.
  case sequence([PreTokenizer])

  /// The pieces of pieces.
  func pieces(of pieces: [Piece]) -> [Piece] {
    switch self {
    case .byteLevel(let addsSpace, let splits):
      return pieces.flatMap { piece in
        var piece = piece
        if addsSpace, piece.scalars.first != " " { piece.prepend(" ") }
        let parts =
          splits
          ? SplitBehavior.isolated.pieces(of: piece, SplitPattern.gpt2.matches(in: piece.scalars)) : [piece]
        return parts.map { Piece(scalars: ByteAlphabet.encoded($0.scalars)[...], startsText: $0.startsText) }
      }
    case .pattern(let pattern, let behavior, let inverts):
      return split(pieces, behavior, inverts: inverts, pattern.matches)
    case .plain(let pattern, let behavior, let inverts):
      return split(pieces, behavior, inverts: inverts) { Match.plain(pattern, in: $0) }
    case .digits(let areApart):
      return split(pieces, areApart ? .isolated : .contiguous) {
        Match.characters(in: $0) { ScalarClass($0) == .number }
      }
    case .punctuation(let behavior):
      return split(pieces, behavior) { Match.characters(in: $0, where: \.isPunctuation) }
    case .metaspace(let metaspace):
      return pieces.flatMap(metaspace.pieces)
    case .sequence(let steps):
      return steps.reduce(pieces) { $1.pieces(of: $0) }
    }
  }

  private func split(
    _ pieces: [Piece], _ behavior: SplitBehavior, inverts: Bool = false,
    _ matches: (ArraySlice<Unicode.Scalar>) -> [Match]
  ) -> [Piece] {
    pieces.flatMap { piece in
      var found = matches(piece.scalars)
      if inverts { for index in found.indices { found[index].isMatch.toggle() } }
      return behavior.pieces(of: piece, found)
    }
  }
}

extension Piece {
  /// Puts a character in front.
  mutating func prepend(_ scalar: Unicode.Scalar) {
    scalars = ([scalar] + scalars)[...]
  }
}

/// Spaces as a visible character, in SentencePiece's manner.
struct Metaspace {
  /// The pieces that the character is put in front of.
  enum Prepending: String, CaseIterable {
    /// All that do not begin with it.
    case always
    /// The first of the text, if it does not begin with it.
    case first
    /// None.
    case never
  }

  /// The visible character.
  var replacement: Unicode.Scalar
  var prepending: Prepending
  /// True if each replaced space begins a piece.
  var splits: Bool

  func pieces(of piece: Piece) -> [Piece] {
    var piece = piece
    piece.scalars = piece.scalars.map { $0 == " " ? replacement : $0 }[...]
    let adds = prepending == .always || prepending == .first && piece.startsText
    if adds, piece.scalars.first != replacement { piece.prepend(replacement) }
    guard splits else { return [piece] }
    return SplitBehavior.mergedWithNext.pieces(
      of: piece, Match.characters(in: piece.scalars) { $0 == replacement })
  }
}
