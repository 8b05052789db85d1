internal import PIMNumerics
internal import PIMWorkload

/// A vector–matrix product in the order of the hardware's additions, computed from its definition. For each
/// output, the inputs are grouped in columns of `lanes`. A tree of adjacent pairs sums a column's products;
/// column sums are added one after the other; a chunk's total is rounded to bfloat16.
///
/// SIMD lanes hold neighbouring outputs, each with additions of its own, so no additions are reordered.
struct HardwareProduct {
  let unit: MACUnit
  /// Outputs of a panel: a panel of 16 inputs is 16 KiB.
  static let width = 256

  /// Rows of a matrix that fill a panel.
  protocol Operand {
    /// Widens row `input`, outputs `first ..< first + count`.
    func copyRow(_ input: Int, first: Int, count: Int, to target: UnsafeMutablePointer<Float>)
  }

  /// Accumulates inputs `range` for outputs `first ..< first + count`.
  ///
  /// - Parameter inputs: the vector, widened; element `range.lowerBound` is its first.
  @inline(__always)
  func accumulate(
    _ operand: some Operand, range: Range<Int>, inputs: UnsafePointer<Float>, first: Int, count: Int,
    panel: UnsafeMutablePointer<Float>, into accumulators: UnsafeMutablePointer<Float>
  ) {
    let lanes = unit.lanes
    let stride = HardwareProduct.width
    var input = range.lowerBound
    while input < range.upperBound {
      for lane in 0..<lanes {
        let row = panel + lane * stride
        if input + lane < range.upperBound {
          operand.copyRow(input + lane, first: first, count: count, to: row)
          let x = inputs[input + lane - range.lowerBound]
          for k in 0..<count { row[k] *= x }
        } else {
          // Zeros fill the last column on both sides: 0 · 0.
          for k in 0..<count { row[k] = 0 }
        }
      }
      var rest = lanes
      while rest > 1 {
        rest /= 2
        for pair in 0..<rest {
          let (target, a, b) = (
            panel + pair * stride, panel + 2 * pair * stride, panel + (2 * pair + 1) * stride
          )
          for k in 0..<count { target[k] = a[k] + b[k] }
        }
      }
      switch unit.accumulatorFormat {
      case .fp32: for k in 0..<count { accumulators[k] += panel[k] }
      case .bf16: for k in 0..<count { accumulators[k] = Float(BFloat16(accumulators[k] + panel[k])) }
      }
      input += lanes
    }
  }

  /// The whole product, chunk by chunk: element (c, n) of the result is chunk c's part of output n, rounded.
  ///
  /// - Parameter bias: the initial values of the first chunk's accumulators.
  func partials(
    _ operand: some Operand, inputs: [BFloat16], outputs: Int, chunkElements: Int, bias: [BFloat16]?
  ) -> [[BFloat16]] {
    let chunks = max(1, (inputs.count + chunkElements - 1) / chunkElements)
    let wide = BFloat16.widened(inputs)
    var result = [BFloat16](repeating: .zero, count: chunks * outputs)
    let groups = (outputs + HardwareProduct.width - 1) / HardwareProduct.width
    result.withUnsafeMutableBufferPointer { result in
      let target = result.baseAddress.unsafelyUnwrapped
      wide.withUnsafeBufferPointer { wide in
        Parallel.forEach(groups, isWorthwhile: inputs.count * outputs > 1 << 17) { group in
          let first = group * HardwareProduct.width
          let count = min(HardwareProduct.width, outputs - first)
          withUnsafeTemporaryAllocation(of: Float.self, capacity: (unit.lanes + 1) * HardwareProduct.width) {
            memory in
            let panel = memory.baseAddress.unsafelyUnwrapped
            let accumulators = panel + unit.lanes * HardwareProduct.width
            for chunk in 0..<chunks {
              let range = chunk * chunkElements..<min(inputs.count, (chunk + 1) * chunkElements)
              for k in 0..<count {
                accumulators[k] = chunk == 0 ? bias.map { Float($0[first + k]) } ?? 0 : 0
              }
              accumulate(
                operand, range: range, inputs: wide.baseAddress.unsafelyUnwrapped + range.lowerBound,
                first: first,
                count: count, panel: panel, into: accumulators)
              for k in 0..<count { target[chunk * outputs + first + k] = unit.read(accumulators[k]) }
            }
          }
        }
      }
    }
    return (0..<chunks).map { Array(result[$0 * outputs..<($0 + 1) * outputs]) }
  }
}

/// A matrix of shape [inputs, outputs], rounded to bfloat16 as it is read.
struct ConvolutionMatrix: HardwareProduct.Operand {
  let data: TensorData
  func copyRow(_ input: Int, first: Int, count: Int, to target: UnsafeMutablePointer<Float>) {
    data.copyRounded(from: input * data.shape[1] + first, count: count, to: target)
  }
}

/// A matrix of shape [outputs, inputs].
struct TransposedMatrix: HardwareProduct.Operand {
  let data: TensorData
  func copyRow(_ input: Int, first: Int, count: Int, to target: UnsafeMutablePointer<Float>) {
    data.copyRounded(from: first * data.shape[1] + input, stride: data.shape[1], count: count, to: target)
  }
}

/// Rows of values in memory, `rowStride` apart; `offset` is the index of the first element.
struct RowsInMemory: HardwareProduct.Operand {
  let base: UnsafePointer<Float>
  let rowStride: Int
  func copyRow(_ input: Int, first: Int, count: Int, to target: UnsafeMutablePointer<Float>) {
    target.update(from: base + input * rowStride + first, count: count)
  }
}
