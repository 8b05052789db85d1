/// A part of a text as splitters pass it on.
struct Piece {
  /// The characters.
  var scalars: ArraySlice<Unicode.Scalar>
  /// True if the piece begins where the whole text begins.
  var startsText: Bool
}

/// A part of a text between or inside the matches of a pattern.
struct Match {
  var range: Range<Int>
  /// False for text between matches.
  var isMatch: Bool
}

/// What becomes of the matches that split a text (`SplitDelimiterBehavior` of Hugging Face tokenizers).
enum SplitBehavior: String, CaseIterable {
  /// Matches are dropped.
  case removed = "Removed"
  /// Each match is a piece.
  case isolated = "Isolated"
  /// A match ends the piece before it.
  case mergedWithPrevious = "MergedWithPrevious"
  /// A match begins the piece behind it.
  case mergedWithNext = "MergedWithNext"
  /// Neighbouring matches are one piece.
  case contiguous = "Contiguous"

  /// The pieces of a text, none of them empty.
  ///
  /// - Parameter matches: ranges in order that cover the text.
  func pieces(of piece: Piece, _ matches: [Match]) -> [Piece] {
    ranges(matches).map {
      Piece(
        scalars: piece.scalars[$0],
        startsText: piece.startsText && $0.lowerBound == piece.scalars.startIndex)
    }
  }

  private func ranges(_ matches: [Match]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var isPreviousMatch = false
    switch self {
    case .removed: return matches.filter { !$0.isMatch }.map(\.range)
    case .isolated: return matches.map(\.range)
    case .contiguous, .mergedWithPrevious:
      for match in matches {
        let joins =
          self == .contiguous ? match.isMatch == isPreviousMatch : match.isMatch && !isPreviousMatch
        if joins, let last = ranges.popLast() {
          ranges.append(last.lowerBound..<match.range.upperBound)
        } else {
          ranges.append(match.range)
        }
        isPreviousMatch = match.isMatch
      }
      return ranges
    case .mergedWithNext:
      for match in matches.reversed() {
        if match.isMatch && !isPreviousMatch, let last = ranges.popLast() {
          ranges.append(match.range.lowerBound..<last.upperBound)
        } else {
          ranges.append(match.range)
        }
        isPreviousMatch = match.isMatch
      }
      return ranges.reversed()
    }
  }
}

extension Match {
  /// The matches of single characters, and what is between them.
  static func characters(
    in text: ArraySlice<Unicode.Scalar>, where isMatch: (Unicode.Scalar) -> Bool
  ) -> [Match] {
    matches(in: text) { isMatch(text[$0]) ? $0 + 1 : nil }
  }

  /// The matches of a plain text, which is not empty, from the left, and what is between them.
  static func plain(_ pattern: [Unicode.Scalar], in text: ArraySlice<Unicode.Scalar>) -> [Match] {
    matches(in: text) { text[$0...].starts(with: pattern) ? $0 + pattern.count : nil }
  }

  /// - Parameter end: the end of the match that begins at an index, greater than the index; nil for none.
  static func matches(in text: ArraySlice<Unicode.Scalar>, end: (Int) -> Int?) -> [Match] {
    var matches: [Match] = []
    var (index, start) = (text.startIndex, text.startIndex)
    while index < text.endIndex {
      guard let next = end(index) else {
        index += 1
        continue
      }
      if start < index { matches.append(Match(range: start..<index, isMatch: false)) }
      matches.append(Match(range: index..<next, isMatch: true))
      (index, start) = (next, next)
    }
    if start < text.endIndex { matches.append(Match(range: start..<text.endIndex, isMatch: false)) }
    return matches
  }
}
