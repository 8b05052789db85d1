/// The candidate that a misspelt word most likely stands for, or nil if none is near.
///
/// Distance is optimal string alignment (insert, delete, replace, swap neighbours), case ignored; at most a third of the
/// word's length, and at least one. Of equally near candidates the first wins. O(word · candidates).
func nearMiss(_ word: String, in candidates: some Sequence<String>) -> String? {
  let typed = Array(word.lowercased().utf8.prefix(64))
  var best: (distance: Int, name: String)?
  for candidate in candidates {
    let distance = alignmentDistance(typed, Array(candidate.lowercased().utf8))
    if distance <= max(1, typed.count / 3), distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.name
}

private func alignmentDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
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
