internal import PIMResults

/// Makes a table of operators against causes free of negative entries, with the same sums of rows and
/// columns.
///
/// What an operator is booked is the difference of two ledgers of the frontier: after its blocks and before
/// them. Under the overlapped schedule the later frontier may lie on another path, which waited for other
/// causes in the past as well. The difference then takes back from one cause what the operators before were
/// booked, and gives it to another. This belongs to the operators before: what is taken back is exchanged
/// with the nearest of them that has it.
enum CauseExchange {
  static func removeNegatives(_ rows: inout [[Spending]]) {
    guard let width = rows.first?.count,
      rows.contains(where: { row in
        row.contains { own in Cause.allCases.contains { own.causes[$0] < 0 } }
      })
    else { return }
    // Outside the layers, blocks come at the end of a position, and before its first layer.
    var cells = rows.flatMap { $0.map(\.causes) }
    for cause in Cause.allCases {
      for cell in cells.indices where cells[cell][cause] < 0 { exchange(cause, of: cell, in: &cells) }
    }
    for index in cells.indices { rows[index / width][index % width].set(cells[index]) }
  }

  /// Fills up what a cell lacks of a cause from the cells before it and then from those after it, nearest
  /// first, and gives them its other causes in return, in the order of `Cause`.
  private static func exchange(_ cause: Cause, of cell: Int, in cells: inout [Ledger]) {
    let others = (1..<cells.count).map { (cell + cells.count - $0) % cells.count }
    for other in others where cells[other][cause] > 0 {
      for give in Cause.allCases where give != cause && cells[cell][give] > 0 {
        let amount = min(-cells[cell][cause], cells[other][cause], cells[cell][give])
        cells[cell].add(amount, to: cause)
        cells[other].add(-amount, to: cause)
        cells[cell].add(-amount, to: give)
        cells[other].add(amount, to: give)
        if cells[cell][cause] == 0 { return }
        if cells[other][cause] == 0 { break }
      }
    }
    // Rows and columns have sums that are not negative, so there is always enough.
    assert(cells[cell][cause] == 0)
  }
}
