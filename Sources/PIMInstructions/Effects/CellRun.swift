/// Consecutive elements of a bank, over the end of a row into the following rows.
package struct CellRun: Hashable, Sendable {
  package var row: Int
  /// The first element, counted from the start of the row.
  package var element: Int
  package var count: Int

  package init(row: Int, element: Int, count: Int) {
    (self.row, self.element, self.count) = (row, element, count)
  }

  /// Calls the body once for each row of the run.
  ///
  /// - Parameter body: takes the row, the elements in the row, and the number of elements in the rows before.
  @inlinable @inline(__always)
  package func forEachRow(
    of elementsPerRow: Int, _ body: (_ row: Int, _ elements: Range<Int>, _ done: Int) -> Void
  ) {
    var (row, element, done) = (row, element, 0)
    while done < count {
      let part = min(count - done, elementsPerRow - element)
      body(row, element..<element + part, done)
      done += part
      (row, element) = (row + 1, 0)
    }
  }

  /// True if an element of a row belongs to the run.
  package func contains(row other: Int, element place: Int, elementsPerRow: Int) -> Bool {
    let distance = (other - row) * elementsPerRow + place - element
    return (0..<count).contains(distance)
  }
}
