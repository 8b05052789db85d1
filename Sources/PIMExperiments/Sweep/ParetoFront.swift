internal import PIMReports

/// Points that no other is better than.
package enum ParetoFront {
  /// The places of the points that no other point dominates, in order. A point dominates another if it is
  /// nowhere larger and somewhere smaller; equal points do not dominate each other. O(n log n + n · front).
  package static func indices(of points: [[Double]]) -> [Int] {
    // A point can only be dominated by one that comes before it in the order of its coordinates.
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
