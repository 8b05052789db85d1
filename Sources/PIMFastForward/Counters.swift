/// Counters in memory of their own. An array would check at each count that nobody shares it; copies of a
/// reference share the counters.
final class Counters {
  @exclusivity(unchecked) private var memory: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var capacity = 64
  @exclusivity(unchecked) private(set) var count = 0

  init() { memory = .allocate(capacity: capacity) }

  deinit { memory.deallocate() }

  subscript(index: Int) -> UInt32 {
    @inline(__always) get {
      precondition(index >= 0 && index < count)
      return memory[index]
    }
    @inline(__always) set {
      precondition(index >= 0 && index < count)
      memory[index] = newValue
    }
  }

  /// Adds counters, at 0.
  func extend(by more: Int) {
    if count + more > capacity {
      let wider = max(2 * capacity, count + more)
      let new = UnsafeMutablePointer<UInt32>.allocate(capacity: wider)
      new.initialize(from: memory, count: count)
      memory.deallocate()
      (memory, capacity) = (new, wider)
    }
    (memory + count).initialize(repeating: 0, count: more)
    count += more
  }

  func removeAll() { count = 0 }
}
