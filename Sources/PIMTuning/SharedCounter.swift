internal import Synchronization

/// A number that several threads count.
final class SharedCounter: Sendable {
  private let count = Atomic(0)

  /// The count with this call.
  func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
