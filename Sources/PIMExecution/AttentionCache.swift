internal import PIMNumerics

/// Keys and values of a layer, row by row: a row for each position, or a ring of rows under a window.
struct AttentionCache {
  /// Keys, each head padded to whole columns.
  var keys: [BFloat16] = []
  var values: [Float] = []

  /// Writes a row, which is one of those there are or the next.
  static func write<Element>(_ row: [Element], at index: Int, to rows: inout [Element]) {
    let start = index * row.count
    if start == rows.count {
      rows += row
    } else {
      rows.replaceSubrange(start..<start + row.count, with: row)
    }
  }

  static func padded(_ row: [BFloat16], headWidth: Int, lanes: Int) -> [BFloat16] {
    let width = (headWidth + lanes - 1) / lanes * lanes
    var result: [BFloat16] = []
    for head in 0..<row.count / headWidth {
      result += row[head * headWidth..<(head + 1) * headWidth]
      result += Array(repeating: .zero, count: width - headWidth)
    }
    return result
  }
}
