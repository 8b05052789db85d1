internal import Dispatch
internal import Glibc
internal import Synchronization

/// Independent pieces of work on several threads. A simulation has no global state, so each thread has a simulation of its own.
enum SweepWorkers {
  /// The cores of this machine.
  static var cores: Int {
    max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// Calls `work` for 0, 1, … `count` - 1, in that order and `jobs` at a time, until it returns false.
  static func forEach(_ count: Int, jobs: Int, _ work: @Sendable (Int) -> Bool) {
    let next = Mutex(0)
    withoutActuallyEscaping(work) { work in
      DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, count))) { _ in
        while true {
          let index = next.withLock { next in
            defer { next += 1 }
            return next
          }
          if index >= count { return }
          if !work(index) { next.withLock { $0 = count } }
        }
      }
    }
  }

  /// The results of `work`, in order.
  static func map<Result: Sendable>(_ count: Int, jobs: Int, _ work: @Sendable (Int) -> Result) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    forEach(count, jobs: jobs) { index in
      let result = work(index)
      results.withLock { $0[index] = result }
      return true
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
