/// The Pareto front: the points that no other point dominates.
package enum ParetoFront {
  /// The indices of the points that no other point dominates, in order. A point dominates another if it is
  /// larger in no coordinate and smaller in at least one; equal points do not dominate each other. O(n log n
  /// + n · front).
  package static func indices(of points: [[Double]]) -> [Int] {
    // In lexicographic order, a point can be dominated only by an earlier one.
    let order = points.indices.sorted { a, b in
      points[a] == points[b] ? a < b : points[a].lexicographicallyPrecedes(points[b])
    }
    var front: [Int] = []
    for index in order where !front.contains(where: { dominates(points[$0], points[index]) }) {
      front.append(index)
    }
    return front.sorted()
  }

  package static func dominates(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { $0 <= $1 } && a != b
  }
}
