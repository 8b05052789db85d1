internal import PIMExecution
internal import Synchronization

/// Independent jobs on several threads. A simulation has no global state, so each thread has a simulation of
/// its own.
package enum Workers {
  /// The number of cores of this computer.
  package static var cores: Int { Parallel.cores }

  /// Calls `work` for 0, 1, … `count` - 1, started in that order and at most `jobs` at a time, until a call
  /// returns false.
  static func forEach(_ count: Int, jobs: Int, _ work: @Sendable (Int) -> Bool) {
    let isOver = Atomic(false)
    Parallel.forEach(count, threads: jobs) { index in
      if isOver.load(ordering: .relaxed) { return }
      if !work(index) { isOver.store(true, ordering: .relaxed) }
    }
  }

  /// The results of `work`, in the order of the indices.
  package static func map<Result: Sendable>(_ count: Int, jobs: Int, _ work: @Sendable (Int) -> Result)
    -> [Result]
  {
    let results = Mutex([Result?](repeating: nil, count: count))
    forEach(count, jobs: jobs) { index in
      let result = work(index)
      results.withLock { $0[index] = result }
      return true
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
