internal import PIMNumerics

extension TensorData {
  /// A stored matrix or vector, of which rows of outputs are taken.
  struct Part {
    /// The stored elements.
    var data: TensorData
    /// The order of the stored matrix; without meaning for a vector.
    var order: GraphWeight.Order
    /// The outputs that are taken, in their order.
    var rows: [Range<Int>]
  }

  /// A new matrix or vector, made up of rows of outputs of stored ones, one after the other.
  ///
  /// It is bfloat16 if all parts are and nothing is added, otherwise binary32.
  ///
  /// - Parameters:
  ///   - name: the tensor's name in the error.
  ///   - source: the source's name in the error.
  ///   - order: the order of the result; without meaning for a vector.
  ///   - addend: the number that is added to each element; nil for none.
  /// - Throws: `CheckpointError` if the system has no memory for the elements.
  /// - Precondition: the rows of all parts are as many as the outputs of the result, and the inputs of all
  ///   parts are equal.
  init(
    _ name: String, of source: String, shape: [Int], order: GraphWeight.Order, parts: [Part],
    adding addend: Float?
  ) throws(CheckpointError) {
    let plan = AssemblyPlan(shape, order)
    if addend == nil, parts.allSatisfy({ $0.data.elementType == .bfloat16 }) {
      self = try TensorData(name, of: source, shape: shape) {
        (target: UnsafeMutableBufferPointer<BFloat16>) in
        plan.copy(parts) { data, from, to in target[to] = data.bfloat16(at: from) }
      }
    } else {
      let addend = addend ?? -0.0
      self = try TensorData(name, of: source, shape: shape) { (target: UnsafeMutableBufferPointer<Float>) in
        // x + −0 is x, of whatever sign.
        plan.copy(parts) { data, from, to in target[to] = data.float(at: from) + addend }
      }
    }
  }
}

/// The walk over the elements of an assembled tensor.
private struct AssemblyPlan {
  /// Extents, and the distances of neighbours in memory.
  let inputs: Int
  let outputStride: Int
  let inputStride: Int
  let outputs: Int

  init(_ shape: [Int], _ order: GraphWeight.Order) {
    (inputs, outputs, outputStride, inputStride) = AssemblyPlan.extents(shape, order)
  }

  private static func extents(
    _ shape: [Int], _ order: GraphWeight.Order
  ) -> (inputs: Int, outputs: Int, outputStride: Int, inputStride: Int) {
    if shape.count == 1 { return (1, shape[0], 1, 1) }
    return order == .inputsFirst ? (shape[0], shape[1], 1, shape[1]) : (shape[1], shape[0], shape[1], 1)
  }

  /// Calls a body with the place of each element in its part and in the result.
  ///
  /// Tiles of 32 × 32 elements keep the cache lines of both in the first-level cache, since one of them is
  /// walked across its rows.
  @inline(__always)
  func copy(_ parts: [TensorData.Part], _ body: (TensorData, Int, Int) -> Void) {
    let tile = 32
    var output = 0
    for part in parts {
      let own = AssemblyPlan.extents(part.data.shape, part.order)
      precondition(own.inputs == inputs, "parts have the inputs of the tensor")
      for range in part.rows {
        precondition(
          range.lowerBound >= 0 && range.upperBound <= own.outputs && output + range.count <= outputs,
          "rows of the part and of the tensor")
        for first in stride(from: 0, to: range.count, by: tile) {
          for firstInput in stride(from: 0, to: inputs, by: tile) {
            for row in first..<min(first + tile, range.count) {
              let from = (range.lowerBound + row) * own.outputStride
              let to = (output + row) * outputStride
              for input in firstInput..<min(firstInput + tile, inputs) {
                body(part.data, from + input * own.inputStride, to + input * inputStride)
              }
            }
          }
        }
        output += range.count
      }
    }
    precondition(output == outputs, "parts make up the tensor")
  }
}
