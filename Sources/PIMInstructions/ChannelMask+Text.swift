extension ChannelMask {
  /// The channels as ascending ranges in the syntax of a trace, such as `0-3,6`; `none` for an empty mask.
  public var traceText: String {
    var parts: [String] = []
    forEachRun { first, last in parts.append(first == last ? "\(first)" : "\(first)-\(last)") }
    return parts.isEmpty ? "none" : parts.joined(separator: ",")
  }

  /// Calls the body with the first and the last channel of each run of consecutive channels, in ascending
  /// order.
  @inline(__always) func forEachRun(_ body: (Int, Int) -> Void) {
    var rest = rawValue
    while rest != 0 {
      let first = rest.trailingZeroBitCount
      let length = (~(rest >> UInt64(first))).trailingZeroBitCount
      body(first, first + length - 1)
      let next = UInt64(first + length)
      rest = (rest >> next) << next
    }
  }
}
