public import PIMConfiguration

/// One of several equal shares of a sweep's points: the points whose index leaves the share's number as the
/// remainder of a division by the number of shares.
public struct SweepShard: Sendable, Hashable {
  /// The share's number, from 0.
  public let index: Int
  /// The number of shares.
  public let count: Int

  /// Reads `I/N`, such as `0/10` to `9/10`.
  ///
  /// - Throws: `InputError` for anything else.
  public init(parsing text: String) throws(InputError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      !part.isEmpty && part.utf8.count < 10 && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        ? Int(part) : nil
    }
    guard parts.count == 2, numbers.count == 2 else {
      throw InputError(
        "--shard \(InputError.shortened(text))", "malformed share",
        expected: "its number, from 0, and how many there are, such as 0/10 to 9/10")
    }
    (index, count) = (numbers[0], numbers[1])
    guard index < count else {
      throw InputError(
        "--shard \(InputError.shortened(text))", count == 0 ? "no shares" : "no such share",
        expected: count == 0
          ? "1 or more behind the slash" : count == 1 ? "0/1" : "0/\(count) to \(count - 1)/\(count)")
    }
  }

  /// The indices of the share's points; empty where there are more shares than points.
  public func indices(of sweep: Sweep) -> [Int] {
    Array(stride(from: index, to: sweep.points.count, by: count))
  }
}
