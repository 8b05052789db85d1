/// The transfer of values to and from the unit's memory.
extension ArithmeticUnit {
  /// Allocates a vector of binary32 values.
  package mutating func load(_ values: [Float]) -> Vector {
    let vector = allocate(values.count)
    values.withUnsafeBufferPointer {
      vector.base.update(from: $0.baseAddress.unsafelyUnwrapped, count: $0.count)
    }
    return vector
  }

  /// Allocates a vector of bfloat16 values, widened to binary32.
  package mutating func load(_ values: UnsafeBufferPointer<BFloat16>) -> Vector {
    let vector = allocate(values.count)
    if let base = values.baseAddress {
      BFloat16.widen(base, to: vector.base, count: values.count)
    }
    return vector
  }

  /// The vector's elements.
  package func values(_ vector: Vector) -> [Float] {
    Array(UnsafeBufferPointer(start: vector.base, count: vector.count))
  }

  /// Rounds the vector's elements to bfloat16 and stores them.
  ///
  /// - Precondition: `target` is as long as the vector.
  package func store(_ vector: Vector, to target: UnsafeMutableBufferPointer<BFloat16>) {
    precondition(target.count == vector.count, "the target's length differs from the vector's")
    if let base = target.baseAddress {
      BFloat16.round(vector.base, to: base, count: vector.count)
    }
  }
}
