/// A pool of elements that are numbered in order of insertion, never removed one by one, and accessed in
/// place. An array in a class would cost a reference count, an exclusivity check and often a copy for each
/// access. Elements lie in slabs and never move.
struct Pool<Element>: ~Copyable {
  private typealias Slab = UnsafeMutablePointer<Element>

  // The size of a slab is a power of two.
  private static var shift: Int { 8 }
  private static var slabSize: Int { 1 << shift }

  private var slabs: UnsafeMutablePointer<Slab>
  private var slabCount = 0
  /// The capacity of `slabs`.
  private var room = 16
  private(set) var count = 0
  #if DEBUG || PIMGPT_CHECKED
    private let life: PoolLife? = PoolLife()
  #else
    private var life: PoolLife? { nil }
  #endif

  init() { slabs = .allocate(capacity: room) }

  deinit {
    for index in 0..<count { place(index).deinitialize(count: 1) }
    for slab in 0..<slabCount { slabs[slab].deallocate() }
    slabs.deallocate()
  }

  @inline(__always)
  private func place(_ index: Int) -> UnsafeMutablePointer<Element> {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
    return slabs[index &>> Self.shift] + (index & (Self.slabSize &- 1))
  }

  /// A reference to an element.
  @inline(__always)
  func at(_ index: Int) -> Borrowed<Element> { Borrowed(place(index), of: life) }

  @inline(__always)
  subscript(index: Int) -> Element {
    _read { yield place(index).pointee }
    nonmutating _modify { yield &place(index).pointee }
  }

  /// - Returns: the number of the new element.
  @discardableResult
  mutating func append(_ element: Element) -> Int {
    if count == slabCount << Self.shift { addSlab() }
    count += 1
    place(count - 1).initialize(to: element)
    return count - 1
  }

  private mutating func addSlab() {
    if slabCount == room {
      let larger = UnsafeMutablePointer<Slab>.allocate(capacity: 2 * room)
      larger.moveInitialize(from: slabs, count: slabCount)
      slabs.deallocate()
      slabs = larger
      room *= 2
    }
    (slabs + slabCount).initialize(to: .allocate(capacity: Self.slabSize))
    slabCount += 1
  }

  /// Empties the pool and keeps its memory. References to elements become invalid.
  mutating func removeAll() {
    for index in 0..<count { place(index).deinitialize(count: 1) }
    count = 0
    life?.end()
  }
}
