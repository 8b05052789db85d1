/// A rule that says where in the banks a matrix lies. Rows of the tensor are `i`, columns are `j`.
protocol TensorLayout: Sendable {
  /// Column accesses that the layout takes in every bank, from its first row on without gaps.
  var columnsPerBank: Int { get }
  /// Banks of a channel that hold any of the tensor.
  var banksUsed: Int { get }
  /// Where element (i, j) lies.
  func place(_ i: Int, _ j: Int) -> BankElement
  /// The element that lies there, or nil where the layout has padding.
  func element(at place: BankElement) -> (i: Int, j: Int)?
  /// Every element, in runs of neighbours.
  func forEachRun(_ body: (LayoutRun) -> Void)
  /// MAC columns that the channel's banks would read to use the whole tensor once.
  func columnsUsed(by channel: Int) -> Int
}
