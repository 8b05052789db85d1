/// Elements of a tensor that follow each other in one bank.
struct LayoutRun {
  var start: BankElement
  var count: Int
  /// Row-major index of the first element in its tensor, and the stride from each element to the next.
  var first: Int
  var stride: Int
}
