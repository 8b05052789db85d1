internal import Glibc
internal import Synchronization

/// Threads that do pieces of work beside the calling thread.
///
/// The calling thread takes pieces, and waits only for pieces that another thread has begun. So the work is
/// done even if the system gives no thread at all (a limit of processes, no memory for a stack). Threads are
/// started on demand and kept. A piece may hand out work of its own.
package final class WorkerPool: Sendable {
  /// Starts a thread that runs a function without end; returns false if the system gives no thread.
  package typealias Starter = @Sendable (_ run: @escaping @Sendable () -> Void) -> Bool

  /// Work whose pieces are handed out one by one, in order.
  private final class Job: @unchecked Sendable {
    let count: Int
    let next = Atomic<Int>(0)
    /// The work on a piece; nil when all pieces are done. Callers promise that pieces do not touch the same
    /// memory.
    var body: ((Int) -> Void)?
    /// Number of threads besides the caller's that may join, and of those with pieces under way.
    var places: Int
    var helpers = 0

    init(count: Int, places: Int, body: @escaping (Int) -> Void) {
      self.count = count
      self.places = places
      self.body = body
    }

    /// Takes pieces until none are left.
    func work() {
      guard let body else { return }
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        body(index)
      }
    }
  }

  /// The state that threads share, under the lock.
  private struct State {
    /// Jobs that may have pieces left and places for helpers, the oldest first.
    var jobs: [Job] = []
    var threads = 0
    /// Threads without work.
    var idle = 0
    /// True after the system gave no thread. The pool asks for none again.
    var hasGivenUp = false
  }

  /// A mutex, a condition for helpers (there is work), and one for callers (a job is done), at a fixed
  /// address.
  private struct Memory: @unchecked Sendable {
    let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    let hasWork = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    let isDone = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
  }

  /// The largest number of threads that are started.
  private let limit: Int
  private let start: Starter
  private let memory = Memory()

  /// Creates a pool.
  ///
  /// - Parameters:
  ///   - limit: the largest number of threads that are started.
  ///   - start: starts a thread.
  package init(limit: Int, start: @escaping Starter = WorkerPool.startThread) {
    self.limit = limit
    self.start = start
    pthread_mutex_init(memory.lock, nil)
    pthread_cond_init(memory.hasWork, nil)
    pthread_cond_init(memory.isDone, nil)
    memory.state.initialize(to: State())
  }

  // The pool is never released, since started threads refer to it without end.

  /// Calls `body` once for each index, in order, on the calling thread and at most `threads` − 1 others.
  /// Returns when all calls have returned.
  package func forEach(_ count: Int, threads: Int, _ body: (Int) -> Void) {
    let places = min(count, threads) - 1
    guard places > 0 else {
      for index in 0..<max(0, count) { body(index) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let job = Job(count: count, places: places, body: body)
      announce(job)
      job.work()
      pthread_mutex_lock(memory.lock)
      remove(job)
      while job.helpers > 0 { pthread_cond_wait(memory.isDone, memory.lock) }
      job.body = nil
      pthread_mutex_unlock(memory.lock)
    }
  }

  private func announce(_ job: Job) {
    pthread_mutex_lock(memory.lock)
    let state = memory.state
    state.pointee.jobs.append(job)
    var missing = job.places - state.pointee.idle
    while missing > 0, state.pointee.threads < limit, !state.pointee.hasGivenUp {
      if start({ self.help() }) {
        state.pointee.threads += 1
        missing -= 1
      } else {
        state.pointee.hasGivenUp = true
      }
    }
    pthread_cond_broadcast(memory.hasWork)
    pthread_mutex_unlock(memory.lock)
  }

  /// The loop of a thread: waits for work and does it.
  private func help() {
    let state = memory.state
    pthread_mutex_lock(memory.lock)
    while true {
      guard let job = state.pointee.jobs.first else {
        state.pointee.idle += 1
        pthread_cond_wait(memory.hasWork, memory.lock)
        state.pointee.idle -= 1
        continue
      }
      job.places -= 1
      job.helpers += 1
      if job.places == 0 { remove(job) }
      pthread_mutex_unlock(memory.lock)
      job.work()
      pthread_mutex_lock(memory.lock)
      remove(job)
      job.helpers -= 1
      if job.helpers == 0 { pthread_cond_broadcast(memory.isDone) }
    }
  }

  private func remove(_ job: Job) { memory.state.pointee.jobs.removeAll { $0 === job } }

  /// Size of a thread's stack in bytes: the usual size of a program's first thread.
  private static let stackBytes = 8 << 20

  /// Starts a thread of the system.
  @Sendable package static func startThread(_ run: @escaping @Sendable () -> Void) -> Bool {
    final class Box {
      let run: @Sendable () -> Void
      init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let box = Unmanaged.passRetained(Box(run))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { context in
        if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, box.toOpaque())
    if code != 0 { box.release() }
    return code == 0
  }
}
