/// Vectors that the ASIC loads together: biases, gains, shifts.
///
/// The vectors are concatenated, each padded to whole columns, and divided into pieces of one row a channel.
/// Piece k lies in bank k mod banks, so that rows of different pieces are open at the same time. One RD_SBK
/// over all channels reads a piece.
struct ParameterGroup: Sendable {
  let geometry: Geometry
  /// Elements of all vectors together, each padded to whole columns.
  let elements: Int
  /// Elements of a full piece.
  var pieceElements: Int { geometry.elementsPerRowOfAllChannels }
  var pieces: Int { ceilDivide(elements, pieceElements) }
  var rows: Int { ceilDivide(pieces, geometry.banks) }
  /// Elements that a load of all pieces writes to the SRAM.
  var loadedElements: Int { loadedElements(ofPieces: 0..<pieces) }

  /// Elements that a load of some pieces writes to the SRAM.
  func loadedElements(ofPieces pieces: Range<Int>) -> Int {
    pieces.reduce(0) { $0 + channels(ofPiece: $1) * share(ofPiece: $1) }
  }

  /// The pieces that hold a range of elements, and the first element of the first of them.
  func pieces(of range: Range<Int>) -> (pieces: Range<Int>, first: Int) {
    let pieces = range.lowerBound / pieceElements..<ceilDivide(range.upperBound, pieceElements)
    return (pieces, pieces.lowerBound * pieceElements)
  }

  /// Elements of a piece in each channel: whole columns.
  func share(ofPiece piece: Int) -> Int {
    roundUp(
      ceilDivide(min(pieceElements, elements - piece * pieceElements), geometry.channels), to: geometry.lanes)
  }

  /// Number of channels that hold some of a piece.
  func channels(ofPiece piece: Int) -> Int {
    ceilDivide(min(pieceElements, elements - piece * pieceElements), share(ofPiece: piece))
  }
}
