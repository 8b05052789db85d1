/// Twenty-four numbers side by side, added and subtracted as vectors, without storage of their own on the heap: what ledgers and
/// counters are made of. Sums wrap around silently; times in picoseconds reach that after a hundred days.
struct Row: Sendable, Hashable {
  static let count = 24

  private var a = SIMD8<Int64>()
  private var b = SIMD8<Int64>()
  private var c = SIMD8<Int64>()

  /// By vectors, too; what the compiler would make goes number by number.
  @inline(__always)
  static func == (x: Row, y: Row) -> Bool {
    let all = (x.a ^ y.a) | (x.b ^ y.b) | (x.c ^ y.c)
    let half = all.lowHalf | all.highHalf
    let quarter = half.lowHalf | half.highHalf
    return quarter[0] | quarter[1] == 0
  }

  @inline(__always)
  subscript(index: Int) -> Int64 {
    get {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: Row.count))
      return withUnsafeBytes(of: self) { $0.load(fromByteOffset: index &<< 3, as: Int64.self) }
    }
    set {
      precondition(UInt(bitPattern: index) < UInt(bitPattern: Row.count))
      withUnsafeMutableBytes(of: &self) {
        $0.storeBytes(of: newValue, toByteOffset: index &<< 3, as: Int64.self)
      }
    }
  }

  /// Adds to one of the numbers.
  @inline(__always)
  mutating func add(_ value: Int64, at index: Int) {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: Row.count))
    withUnsafeMutableBytes(of: &self) { bytes in
      let place = bytes.assumingMemoryBound(to: Int64.self)
      place[index] &+= value
    }
  }

  /// Calls for all numbers that are not 0.
  @inline(__always)
  func forEachNonzero(_ body: (_ index: Int, _ value: Int64) -> Void) {
    withUnsafeBytes(of: self) { bytes in
      for index in 0..<Row.count {
        let value = bytes.load(fromByteOffset: index &<< 3, as: Int64.self)
        if value != 0 { body(index, value) }
      }
    }
  }

  var sum: Int64 { (a &+ b &+ c).wrappedSum() }

  @inline(__always)
  static func += (x: inout Row, y: Row) {
    x.a &+= y.a
    x.b &+= y.b
    x.c &+= y.c
  }

  @inline(__always)
  static func -= (x: inout Row, y: Row) {
    x.a &-= y.a
    x.b &-= y.b
    x.c &-= y.c
  }

  /// Each number `factor` times.
  @inline(__always)
  static func * (x: Row, factor: Int64) -> Row {
    var row = Row()
    row.a = x.a &* factor
    row.b = x.b &* factor
    row.c = x.c &* factor
    return row
  }

  /// Adds what another has more than a third.
  @inline(__always)
  mutating func add(_ more: Row, since less: Row) {
    a &+= more.a &- less.a
    b &+= more.b &- less.b
    c &+= more.c &- less.c
  }

  /// Adds each number of another, `factor` times.
  @inline(__always)
  mutating func add(_ more: Row, times factor: Int64) { add(more, since: Row(), times: factor) }

  /// Adds what another has more than a third, `factor` times. One by one: most processors have no such product of vectors.
  @inline(__always)
  mutating func add(_ more: Row, since less: Row, times factor: Int64) {
    withUnsafeMutableBytes(of: &self) { sums in
      let sums = sums.assumingMemoryBound(to: Int64.self)
      withUnsafeBytes(of: more) { more in
        withUnsafeBytes(of: less) { less in
          let (more, less) = (
            more.assumingMemoryBound(to: Int64.self), less.assumingMemoryBound(to: Int64.self)
          )
          for i in 0..<Row.count { sums[i] &+= (more[i] &- less[i]) &* factor }
        }
      }
    }
  }
}
