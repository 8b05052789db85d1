internal import Glibc

/// Runs independent pieces of work side by side.
package enum Parallel {
  /// The cores of this machine.
  package static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// One for the whole program, so that work inside of work starts no more threads than there are cores.
  private static let pool = WorkerPool(limit: cores - 1)

  /// Calls `body` once for each index, in order, on several threads where `isWorthwhile`. The pieces must not touch the same memory,
  /// so that the result does not depend on who does what when. Where the system gives no threads, the calling one does all.
  ///
  /// - Parameter threads: threads at the most; nil for as many as there are cores.
  package static func forEach(
    _ count: Int, isWorthwhile: Bool = true, threads: Int? = nil, _ body: (Int) -> Void
  ) {
    pool.forEach(count, threads: isWorthwhile ? min(threads ?? cores, cores) : 1, body)
  }
}
