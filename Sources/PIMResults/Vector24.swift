/// Twenty-four integers in SIMD vectors, stored inline: the storage of ledgers and counters, one element for
/// each case of `Cause` or `Command`. Sums wrap around silently; times in picoseconds do so after a hundred
/// days.
@frozen @usableFromInline package struct Vector24: Sendable, Hashable {
  @inlinable package static var count: Int { 24 }

  @usableFromInline var a = SIMD8<Int64>()
  @usableFromInline var b = SIMD8<Int64>()
  @usableFromInline var c = SIMD8<Int64>()

  @inlinable package init() {}

  /// Compares vector by vector; the synthesised function would compare element by element.
  @inlinable @inline(__always)
  package static func == (x: Vector24, y: Vector24) -> Bool {
    let all = (x.a ^ y.a) | (x.b ^ y.b) | (x.c ^ y.c)
    let half = all.lowHalf | all.highHalf
    let quarter = half.lowHalf | half.highHalf
    return quarter[0] | quarter[1] == 0
  }

  @inlinable @inline(__always)
  package subscript(index: Int) -> Int64 {
    get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: Vector24.count))
      return withUnsafeBytes(of: self) { $0.load(fromByteOffset: index &<< 3, as: Int64.self) }
    }
    set {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: Vector24.count))
      withUnsafeMutableBytes(of: &self) {
        $0.storeBytes(of: newValue, toByteOffset: index &<< 3, as: Int64.self)
      }
    }
  }

  /// Adds to one element.
  @inlinable @inline(__always)
  package mutating func add(_ value: Int64, at index: Int) {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: Vector24.count))
    withUnsafeMutableBytes(of: &self) { bytes in
      let place = bytes.assumingMemoryBound(to: Int64.self)
      place[index] &+= value
    }
  }

  @inlinable package var sum: Int64 { (a &+ b &+ c).wrappedSum() }

  @inlinable @inline(__always)
  package static func += (x: inout Vector24, y: Vector24) {
    x.a &+= y.a
    x.b &+= y.b
    x.c &+= y.c
  }

  /// Adds the difference of two others.
  @inlinable @inline(__always)
  package mutating func add(_ more: Vector24, since less: Vector24) {
    a &+= more.a &- less.a
    b &+= more.b &- less.b
    c &+= more.c &- less.c
  }

  /// Adds the elements of another, `factor` times.
  @inlinable @inline(__always)
  package mutating func add(_ more: Vector24, times factor: Int64) {
    add(more, since: Vector24(), times: factor)
  }

  /// Adds the difference of two others, `factor` times; element by element, since most processors have no
  /// such product of vectors.
  @inlinable @inline(__always)
  package mutating func add(_ more: Vector24, since less: Vector24, times factor: Int64) {
    withUnsafeMutableBytes(of: &self) { sums in
      let sums = sums.assumingMemoryBound(to: Int64.self)
      withUnsafeBytes(of: more) { more in
        withUnsafeBytes(of: less) { less in
          let (more, less) = (
            more.assumingMemoryBound(to: Int64.self), less.assumingMemoryBound(to: Int64.self)
          )
          for i in 0..<Vector24.count { sums[i] &+= (more[i] &- less[i]) &* factor }
        }
      }
    }
  }
}
