internal import PIMNumerics

/// Keys and values of a layer, position by position.
struct AttentionCache {
  /// Keys, each head padded to whole columns.
  var keys: [BFloat16] = []
  var values: [Float] = []

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
