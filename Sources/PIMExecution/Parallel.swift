internal import Glibc

/// Runs independent pieces of work in parallel.
package enum Parallel {
  /// Number of the machine's cores.
  package static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// One pool for the whole program, so that nested work starts no more threads than there are cores.
  private static let pool = WorkerPool(limit: cores - 1)

  /// Calls `body` once for each index, in order, on several threads if `isWorthwhile`. The pieces must not
  /// touch the same memory, so that the result does not depend on the threads. If the system gives no
  /// threads, the calling thread does all the work.
  ///
  /// - Parameter threads: the largest number of threads; the number of cores for nil.
  package static func forEach(
    _ count: Int, isWorthwhile: Bool = true, threads: Int? = nil, _ body: (Int) -> Void
  ) {
    pool.forEach(count, threads: isWorthwhile ? min(threads ?? cores, cores) : 1, body)
  }
}
