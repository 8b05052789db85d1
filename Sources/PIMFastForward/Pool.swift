/// Values that are numbered as they come and never removed one by one. They are looked at where they lie: an array that a class holds would cost
/// a reference count, a check for overlapping accesses and often a copy at each look. They lie in blocks, so that none is ever moved.
struct Pool<Element>: ~Copyable {
  private typealias Block = UnsafeMutablePointer<Element>

  // Elements of a block: a power of two.
  private static var shift: Int { 8 }
  private static var blockSize: Int { 1 << shift }

  private var blocks: UnsafeMutablePointer<Block>
  /// How many blocks there are, and for how many there is room.
  private var blockCount = 0
  private var room = 16
  private(set) var count = 0

  init() { blocks = .allocate(capacity: room) }

  deinit {
    for index in 0..<count { place(index).deinitialize(count: 1) }
    for block in 0..<blockCount { blocks[block].deallocate() }
    blocks.deallocate()
  }

  @inline(__always)
  private func place(_ index: Int) -> UnsafeMutablePointer<Element> {
    blocks[index &>> Self.shift] + (index & (Self.blockSize &- 1))
  }

  /// An element, until all are removed.
  @inline(__always)
  func at(_ index: Int) -> UnsafeMutablePointer<Element> {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
    return place(index)
  }

  /// - Returns: the number of the new element.
  @discardableResult
  mutating func append(_ element: Element) -> Int {
    if count == blockCount << Self.shift { addBlock() }
    place(count).initialize(to: element)
    count += 1
    return count - 1
  }

  private mutating func addBlock() {
    if blockCount == room {
      let larger = UnsafeMutablePointer<Block>.allocate(capacity: 2 * room)
      larger.moveInitialize(from: blocks, count: blockCount)
      blocks.deallocate()
      blocks = larger
      room *= 2
    }
    (blocks + blockCount).initialize(to: .allocate(capacity: Self.blockSize))
    blockCount += 1
  }

  /// Keeps the memory.
  mutating func removeAll() {
    for index in 0..<count { place(index).deinitialize(count: 1) }
    count = 0
  }
}
