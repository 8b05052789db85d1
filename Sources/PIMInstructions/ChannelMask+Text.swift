extension ChannelMask {
  /// Ascending ranges, as in a trace: `0-3,6`; `none` where there is no channel.
  public var traceText: String {
    var parts: [String] = []
    forEachRun { first, last in parts.append(first == last ? "\(first)" : "\(first)-\(last)") }
    return parts.isEmpty ? "none" : parts.joined(separator: ",")
  }

  /// The runs of neighbouring channels, ascending, each as first and last.
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
