/// Suggestions for misspelt names.
package enum NearMiss {
  /// The length of the longest name that is compared, in characters: the time grows with its square.
  private static let longestName = 64

  /// The candidate nearest to `name`, or nil if none is near.
  ///
  /// A name that differs in capitalisation only is near. Otherwise up to a third of the longer name's
  /// characters may differ (at least one, but never all). The first of equally near candidates is taken.
  package static func suggestion(for name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= longestName else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let other = Array(candidate.lowercased().unicodeScalars)
      guard !other.isEmpty, other.count <= longestName else { continue }
      let longer = max(wanted.count, other.count)
      guard abs(wanted.count - other.count) <= max(1, longer / 3) else { continue }
      let distance = distance(wanted, other)
      guard distance <= max(1, longer / 3), distance < min(wanted.count, other.count) else { continue }
      if best == nil || distance < best!.distance { best = (candidate, distance) }
    }
    return best?.name
  }

  /// The optimal string alignment distance (restricted Damerau–Levenshtein): insertions, deletions,
  /// substitutions and swaps of neighbours that turn `a` into `b`; O(a · b).
  static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in 0..<b.count {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
