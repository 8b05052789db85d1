/// A table of a comparison, independent of the rendering (text, Markdown or HTML).
struct ComparisonTable: Hashable {
  var title: String
  var columns: [String]
  /// The index of the first numeric column; numeric columns are right-aligned.
  var firstNumber: Int
  var rows: [[String]]
  /// True if the last row is the sum of the others.
  var hasTotal = false
  /// A remark below the table.
  var note: String?
}
