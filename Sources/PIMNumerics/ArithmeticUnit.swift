/// The implementation of `VectorUnit` that computes binary32 values.
///
///     var unit = ArithmeticUnit()
///     var x = unit.load([1, 2, 3])
///     unit.softmax(x, into: &x)
///     unit.values(x)  // about [0.09, 0.245, 0.665]
///
/// Vectors lie in the unit's own memory, which grows to the largest demand and is reused. A vector is valid
/// until its mark is released or the unit is destroyed. Its memory is padded to whole SIMD registers, so that
/// every elementwise step is one loop without a remainder. The padding is never part of a result.
package struct ArithmeticUnit: VectorUnit, ~Copyable {
  /// A vector in the unit's memory.
  package struct Vector: VectorShape {
    /// The first element.
    package let base: UnsafeMutablePointer<Float>
    /// The number of elements.
    package let count: Int
  }

  /// A position in the unit's memory: a block, and the number of elements used in it.
  package struct Mark {
    var block: Int
    var used: Int
  }

  package let parameters: ASICFunctionParameters
  private var blocks: [UnsafeMutableBufferPointer<Float>] = []
  package private(set) var mark = Mark(block: 0, used: 0)

  package init(parameters: ASICFunctionParameters = ASICFunctionParameters()) {
    self.parameters = parameters
  }

  deinit {
    for block in blocks {
      block.deallocate()
    }
  }

  package mutating func allocate(_ count: Int) -> Vector {
    precondition(count > 0, "a vector has at least one element")
    let padded = (count + 7) & ~7
    while mark.block < blocks.count, blocks[mark.block].count - mark.used < padded {
      mark = Mark(block: mark.block + 1, used: 0)
    }
    if mark.block == blocks.count {
      let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(padded, 1 << 16))
      block.initialize(repeating: 0)
      blocks.append(block)
    }
    let vector = Vector(base: blocks[mark.block].baseAddress.unsafelyUnwrapped + mark.used, count: count)
    mark.used += padded
    return vector
  }

  package mutating func release(to mark: Mark) {
    self.mark = mark
  }

  /// Does nothing: passes affect time, not values.
  package mutating func beginPass() {}
}

/// Eight elements, which every elementwise loop processes at once.
typealias Strip = SIMD8<Float>

extension ArithmeticUnit.Vector {
  @inline(__always)
  func load(_ index: Int) -> Strip {
    UnsafeRawPointer(base + index).loadUnaligned(as: Strip.self)
  }

  @inline(__always)
  func store(_ strip: Strip, _ index: Int) {
    UnsafeMutableRawPointer(base + index).storeBytes(of: strip, as: Strip.self)
  }

  /// Applies `step` to all elements of `a`, eight at a time.
  @inline(__always)
  func fill(from a: Self, _ step: (Strip) -> Strip) {
    precondition(a.count == count, "operands differ in length")
    var index = 0
    while index < count {
      store(step(a.load(index)), index)
      index += 8
    }
  }

  /// Applies `step` to all elements of `a` and `b`, eight at a time. A scalar `b` is repeated.
  @inline(__always)
  func fill(from a: Self, _ b: Self, _ step: (Strip, Strip) -> Strip) {
    precondition(a.count == count && (b.count == count || b.count == 1), "operands differ in length")
    var index = 0
    if b.count == count {
      while index < count {
        store(step(a.load(index), b.load(index)), index)
        index += 8
      }
    } else {
      let scalar = Strip(repeating: b.base[0])
      while index < count {
        store(step(a.load(index), scalar), index)
        index += 8
      }
    }
  }
}
