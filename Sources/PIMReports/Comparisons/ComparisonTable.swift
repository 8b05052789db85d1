internal import PIMConfiguration

/// A table of a comparison, before it becomes text, Markdown or HTML.
struct ComparisonTable: Hashable {
  var title: String
  var columns: [String]
  /// Columns from this one on are numbers, right-aligned.
  var firstNumber: Int
  var rows: [[String]]
  /// True if the last row is the sum of the others.
  var hasTotal = false
  /// Below the table.
  var note: String?
}
