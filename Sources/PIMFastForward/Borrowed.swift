/// An unowned reference to an element of a pool or of a trajectory. It is valid until the pool is emptied, or
/// as long as the trajectory lives, so it must not be kept across `ChannelMemo.makeRoom` and `forget`. Debug
/// builds, and builds with `PIMGPT_CHECKED` such as those of `make test`, check that a pool has not been
/// emptied; other builds check nothing.
struct Borrowed<Element> {
  private let place: UnsafePointer<Element>
  #if DEBUG || PIMGPT_CHECKED
    private let life: PoolLife?
    private let born: Int
  #endif

  @inline(__always)
  init(_ place: UnsafePointer<Element>, of life: PoolLife? = nil) {
    self.place = place
    #if DEBUG || PIMGPT_CHECKED
      (self.life, born) = (life, life?.generation ?? 0)
    #endif
  }

  @inline(__always)
  private func check() {
    #if DEBUG || PIMGPT_CHECKED
      precondition(life.map { $0.generation == born } ?? true, "the pool has been emptied")
    #endif
  }

  @inline(__always)
  var value: Element {
    _read {
      check()
      yield place.pointee
    }
  }

  /// A reference to a stored property.
  @inline(__always)
  func property<Value>(_ path: KeyPath<Element, Value>) -> Borrowed<Value> {
    check()
    guard let inner = place.pointer(to: path) else { preconditionFailure("the property is stored") }
    #if DEBUG || PIMGPT_CHECKED
      return Borrowed<Value>(inner, of: life)
    #else
      return Borrowed<Value>(inner)
    #endif
  }
}

/// The number of times a pool has been emptied.
final class PoolLife {
  fileprivate(set) var generation = 0
  func end() { generation += 1 }
}

/// A column of a trajectory: an element for each step, and one more. It lives as long as the trajectory.
struct Column<Element> {
  private let base: UnsafePointer<Element>

  init(_ base: UnsafeMutablePointer<Element>) { self.base = UnsafePointer(base) }

  @inline(__always)
  subscript(index: Int) -> Element { _read { yield base[index] } }

  /// A reference to an element.
  @inline(__always)
  func at(_ index: Int) -> Borrowed<Element> { Borrowed(base + index) }
}
