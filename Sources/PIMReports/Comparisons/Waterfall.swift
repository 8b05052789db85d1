/// The way from the total of one run to that of another, a part at a time: the parts with the largest
/// differences first, and the sum of the others last.
struct Waterfall: Hashable {
  /// A part's difference, from the running total before the part to the one after it.
  struct Step: Hashable {
    let title: String
    let from: Int128
    let to: Int128

    var difference: Int128 { to - from }
  }

  /// The first run's total.
  let a: Int128
  /// The second run's total: `a` and the differences of all steps, exactly.
  let b: Int128
  let steps: [Step]

  /// - Parameter most: the largest number of steps.
  init(_ explanation: RunDifference.Explanation, most: Int = 10) {
    let differing = explanation.rows.filter { !$0.isEqual }.enumerated().sorted { x, y in
      let (left, right) = (x.element.difference.magnitude, y.element.difference.magnitude)
      return left == right ? x.offset < y.offset : left > right
    }.map(\.element)
    // A sum of one part is the part itself.
    let shown = differing.count > most ? most - 1 : differing.count
    var total = explanation.a
    var steps: [Step] = []
    func add(_ title: String, _ difference: Int128) {
      steps.append(Step(title: title, from: total, to: total + difference))
      total += difference
    }
    for row in differing.prefix(shown) { add(row.title, row.difference) }
    let others = differing.dropFirst(shown)
    if !others.isEmpty { add("\(others.count) others", others.reduce(0) { $0 + $1.difference }) }
    a = explanation.a
    b = total
    self.steps = steps
  }

  /// The least and the largest total on the way.
  var range: ClosedRange<Int128> {
    let totals = [a] + steps.map(\.to)
    return (totals.min() ?? a)...(totals.max() ?? a)
  }
}
