internal import PIMMapping
internal import PIMNumerics

/// The results of a block according to Reference A.
struct ExpectedResults {
  /// Neighbouring elements of SRAM.
  struct Stretch {
    var address: Int
    var values: [BFloat16]
    /// The name of the result, and the index of the range's first element in it.
    var name: String
    var firstElement = 0
  }

  struct Cell {
    var location: CellLocation
    var value: BFloat16
    var name: String
    var element: Int
  }

  var stretches: [Stretch] = []
  var cells: [Cell] = []
  /// Number of elements that the block writes to cells.
  var cellWrites = 0

  /// Adds a range of SRAM.
  mutating func add(_ address: Int, _ values: [BFloat16], _ name: String, _ firstElement: Int = 0) {
    stretches.append(.init(address: address, values: values, name: name, firstElement: firstElement))
  }

  static func + (a: ExpectedResults, b: ExpectedResults) -> ExpectedResults {
    ExpectedResults(
      stretches: a.stretches + b.stretches, cells: a.cells + b.cells, cellWrites: a.cellWrites + b.cellWrites)
  }
}
