/// Values side by side that are numbered as they come and never removed one by one. They are looked at where they lie: an array that a
/// class holds would cost a reference count, a check for overlapping accesses and often a copy at each look.
struct Pool<Element>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity = 64
  private(set) var count = 0

  init() { base = .allocate(capacity: capacity) }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  /// An element, until the next is appended.
  @inline(__always)
  func at(_ index: Int) -> UnsafeMutablePointer<Element> {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
    return base + index
  }

  /// - Returns: the number of the new element.
  @discardableResult
  mutating func append(_ element: Element) -> Int {
    if count == capacity { grow() }
    (base + count).initialize(to: element)
    count += 1
    return count - 1
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }

  mutating func removeAll() {
    base.deinitialize(count: count)
    count = 0
  }
}
