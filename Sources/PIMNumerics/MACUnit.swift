/// The arithmetic of the MAC unit at each bank.
///
/// One MAC command multiplies one column of weights with as many inputs from the global buffer, lane by lane:
///
/// 1. Each lane's product `weight · input` is a binary32 number. It is exact unless it leaves binary32's
/// exponent range, since bfloat16 has 8 significant bits and the product at most 16.
///
/// 2. The products are summed by a tree of adders that joins **adjacent pairs**: lanes (0,1), (2,3), …, pairs
/// of these sums, and so on. Every addition is rounded to binary32.
///
/// 3. The sum is added to the accumulator, which is rounded to `accumulatorFormat`.
///
/// 4. Reading the accumulator rounds it to the nearest bfloat16, ties to even.
///
/// With four lanes: `accumulator + ((w0·x0 + w1·x1) + (w2·x2 + w3·x3))`.
///
/// No operation is fused or reordered, so the result is the same on every machine with IEEE 754 arithmetic.
public struct MACUnit: Hashable, Sendable {
  /// The format to which the accumulator is rounded after every column.
  public enum AccumulatorFormat: String, CaseIterable, Hashable, Sendable {
    /// binary32: no further rounding.
    case fp32
    /// bfloat16, to nearest, ties to even.
    case bf16
  }

  /// The number of multipliers, equal to the elements of a column. A power of two; 16 in PIM-GPT.
  public let lanes: Int
  /// The format to which the accumulator is rounded after every column.
  public let accumulatorFormat: AccumulatorFormat

  /// Creates a MAC unit.
  ///
  /// - Precondition: `lanes` is a power of two from 1 to 1,024.
  public init(lanes: Int = 16, accumulatorFormat: AccumulatorFormat = .fp32) {
    precondition(
      (1...1024).contains(lanes) && lanes & (lanes - 1) == 0, "lanes must be a power of two from 1 to 1024")
    self.lanes = lanes
    self.accumulatorFormat = accumulatorFormat
  }

  /// The accumulator after the sum of one column is added.
  @inlinable @inline(__always)
  public func accumulate(_ columnSum: Float, to accumulator: Float) -> Float {
    let sum = accumulator + columnSum
    switch accumulatorFormat {
    case .fp32: return sum
    case .bf16: return Float(BFloat16(sum))
    }
  }

  /// The result of reading the accumulator.
  @inlinable
  public func read(_ accumulator: Float) -> BFloat16 {
    BFloat16(accumulator)
  }

  /// The sum of the tree over one column, by the definition. `weights` and `inputs` have `lanes` elements.
  public func columnSum(weights: UnsafePointer<BFloat16>, inputs: UnsafePointer<Float>) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: lanes) { sums in
      for lane in 0..<lanes {
        sums[lane] = Float(weights[lane]) * inputs[lane]
      }
      var width = lanes
      while width > 1 {
        width /= 2
        for index in 0..<width {
          sums[index] = sums[2 * index] + sums[2 * index + 1]
        }
      }
      return sums[0]
    }
  }
}
