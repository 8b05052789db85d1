/// Columns in all banks of neighbouring channels, with one or several weight vectors for each output.
struct Panel {
  var channels: Range<Int>
  /// The first column access; `column` may be beyond the row.
  var row: Int
  var column: Int
  /// Elements of each bank.
  var elements: Int
  /// Number of outputs. Output i is in bank i mod banks of channel i div banks; other banks hold nothing of
  /// the panel.
  var outputs: Int
}
