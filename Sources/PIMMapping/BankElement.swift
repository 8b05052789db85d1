/// An element's place in a bank, counted in elements from the first row of its placement.
struct BankElement: Hashable {
  var channel: Int
  var bank: Int
  var element: Int
}
