/// The layout of one vector of a group. The vector's elements are `j`, and `i` is 0.
struct ParameterLayout: TensorLayout {
  let group: ParameterGroup
  /// Offset of the vector's first element in the group.
  let offset: Int
  let length: Int

  var columnsPerBank: Int { group.rows * group.geometry.columns }
  var banksUsed: Int {
    let pieces = (offset + length - 1) / group.pieceElements - offset / group.pieceElements + 1
    return min(group.geometry.banks, pieces)
  }

  func place(_ i: Int, _ j: Int) -> BankElement {
    let (piece, rest) = (offset + j).quotientAndRemainder(dividingBy: group.pieceElements)
    let (channel, within) = rest.quotientAndRemainder(dividingBy: group.share(ofPiece: piece))
    let (row, bank) = piece.quotientAndRemainder(dividingBy: group.geometry.banks)
    return BankElement(
      channel: channel, bank: bank, element: row * group.geometry.elementsPerRow + within)
  }

  func element(at place: BankElement) -> (i: Int, j: Int)? {
    let (row, within) = place.element.quotientAndRemainder(dividingBy: group.geometry.elementsPerRow)
    let piece = row * group.geometry.banks + place.bank
    guard piece < group.pieces, within < group.share(ofPiece: piece) else { return nil }
    let index = piece * group.pieceElements + place.channel * group.share(ofPiece: piece) + within - offset
    guard index >= 0, index < length,
      place.channel * group.share(ofPiece: piece) + within < group.pieceElements
    else { return nil }
    return (0, index)
  }

  func forEachRun(_ body: (LayoutRun) -> Void) {
    var j = 0
    while j < length {
      let (piece, rest) = (offset + j).quotientAndRemainder(dividingBy: group.pieceElements)
      let share = group.share(ofPiece: piece)
      let count = min(length - j, share - rest % share)
      body(LayoutRun(start: place(0, j), count: count, first: j, stride: 1))
      j += count
    }
  }

  func columnsUsed(by channel: Int) -> Int {
    var columns = 0
    forEachRun { run in
      if run.start.channel == channel { columns += ceilDivide(run.count, group.geometry.lanes) }
    }
    return columns
  }
}

extension Geometry {
  /// Elements of one row in one bank of every channel.
  var elementsPerRowOfAllChannels: Int { channels * elementsPerRow }
}
