internal import Synchronization

/// A progress count shared by threads.
package final class ProgressCounter: Sendable {
  private let count = Atomic(0)
  private let total: Int
  private let unit: ProgressMonitor.Unit
  private let monitor: ProgressMonitor?

  package init(_ monitor: ProgressMonitor?, total: Int, unit: ProgressMonitor.Unit) {
    (self.monitor, self.total, self.unit) = (monitor, total, unit)
  }

  package func add(_ more: Int) {
    let sum = count.wrappingAdd(more, ordering: .relaxed).newValue
    monitor?.update(sum, of: total, unit)
  }

  /// A function that receives the positions that a run reaches, each any number of times, and counts each
  /// once; the positions must be consecutive. Nil without a monitor.
  package func positions(from first: Int) -> ((Int) -> Void)? {
    if monitor == nil { return nil }
    var counted = first
    return { [self] position in
      if position > counted {
        add(position - counted)
        counted = position
      }
    }
  }
}
