package import PIMHardware

/// The progress of a request: its next cell and its remaining columns.
package struct Access: Sendable {
  package let command: Command
  package let bank: Int
  package var row: Int32
  package var column: Int32
  package var remaining: Int32
  /// True if an activate was needed for the next column.
  package var missed = false
  /// True if an older access of the batch may touch a cell of this one, with one of the two writing. In a
  /// batch without conflicts columns may have been forgotten, and the flag is false.
  package var mayWait: Bool

  package init(_ request: Request, rowOffset: Int32, columns: Int32) {
    (command, bank, mayWait) = (request.command, Int(request.bank), request.isContended)
    (row, column, remaining) = (request.row, request.column, request.count)
    if command.namesRow {
      row += rowOffset + column / columns
      column %= columns
    }
  }

  /// Advances to the next column; at the end of a row, to the next row.
  @inline(__always)
  package mutating func next(columns: Int32) {
    remaining -= 1
    missed = false
    column += 1
    if column == columns && command.role == .column { (row, column) = (row + 1, 0) }
  }

  /// The remaining cells of the bank. A cell is a column of a row, counted row by row. An access that names
  /// no column begins at column 0.
  package func cells(columns: Int32) -> Range<Int64> {
    let first = Int64(row) * Int64(columns) + Int64(max(column, 0))
    return first..<first + Int64(remaining)
  }

  /// True if the order of two bank accesses to a cell matters: they go to the same bank, and one of them
  /// writes.
  package func contends(with other: Access) -> Bool {
    bank == other.bank && (command == .WR || other.command == .WR)
  }
}
