/// A layout of a matrix in banks. Rows of the tensor are `i`, columns are `j`.
protocol TensorLayout: Sendable {
  /// Column accesses that the layout takes in every bank, from its first row on without gaps.
  var columnsPerBank: Int { get }
  /// Number of banks of a channel that hold some of the tensor.
  var banksUsed: Int { get }
  /// The place of element (i, j).
  func place(_ i: Int, _ j: Int) -> BankElement
  /// The element at a place; nil for padding.
  func element(at place: BankElement) -> (i: Int, j: Int)?
  /// Calls `body` with every element once, in runs of neighbours.
  func forEachRun(_ body: (LayoutRun) -> Void)
  /// MAC columns that the channel's banks read to use the whole tensor once.
  func columnsUsed(by channel: Int) -> Int
}
