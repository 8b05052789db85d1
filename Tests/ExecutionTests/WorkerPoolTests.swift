import Glibc
import PIMExecution
import Synchronization
import Testing

/// Work on the threads that there are.
@Suite struct WorkerPoolTests {
  /// Gives so many threads and no more, and counts how often it is asked.
  private final class Giver: Sendable {
    private let left: Mutex<Int>
    let asked = Atomic(0)

    init(_ threads: Int) { left = Mutex(threads) }

    func start(_ run: @escaping @Sendable () -> Void) -> Bool {
      asked.wrappingAdd(1, ordering: .relaxed)
      let isGiven = left.withLock { left in
        left -= 1
        return left >= 0
      }
      return isGiven && WorkerPool.startThread(run)
    }
  }

  private static func sum(_ pool: WorkerPool, count: Int, threads: Int = 8) -> [Int] {
    let calls = Mutex([Int](repeating: 0, count: count))
    pool.forEach(count, threads: threads) { index in calls.withLock { $0[index] += index + 1 } }
    return calls.withLock { $0 }
  }

  /// Where no thread can be made the calling thread does every piece, in order, and the system is asked once.
  @Test func withoutThreads() {
    let giver = Giver(0)
    let pool = WorkerPool(limit: 7, start: giver.start)
    let own = pthread_self()
    let order = Mutex<[Int]>([])
    let others = Atomic(0)
    for _ in 0..<3 {
      pool.forEach(100, threads: 8) { index in
        if pthread_equal(own, pthread_self()) == 0 { others.wrappingAdd(1, ordering: .relaxed) }
        order.withLock { $0.append(index) }
      }
    }
    let found = order.withLock { $0 }
    #expect(found == Array(0..<100) + Array(0..<100) + Array(0..<100))
    #expect(others.load(ordering: .relaxed) == 0)
    #expect(giver.asked.load(ordering: .relaxed) == 1)
  }

  /// Every piece is done once, however many threads there are, also when the third is not given.
  @Test(arguments: [0, 1, 2, 7]) func everyPieceOnce(given: Int) {
    let giver = Giver(given)
    let pool = WorkerPool(limit: 7, start: giver.start)
    for count in [0, 1, 2, 3, 1000] {
      #expect(Self.sum(pool, count: count) == Array(1..<count + 1), "\(given) threads, \(count) pieces")
    }
    #expect(giver.asked.load(ordering: .relaxed) == min(given + 1, 7))
  }

  /// At most as many threads run at a time as asked for, the calling one among them: two of these pieces
  /// never meet a third.
  @Test func noMoreThanAskedFor() {
    let pool = WorkerPool(limit: 7)
    let now = Mutex(0)
    let most = Mutex(0)
    pool.forEach(200, threads: 2) { _ in
      let count = now.withLock { now in
        now += 1
        return now
      }
      most.withLock { $0 = max($0, count) }
      sched_yield()
      now.withLock { $0 -= 1 }
    }
    #expect(most.withLock { $0 } <= 2)
  }

  /// Pieces that hand out work of their own, with and without threads.
  @Test(arguments: [0, 1, 7]) func workInsideOfWork(given: Int) {
    let pool = WorkerPool(limit: 7, start: Giver(given).start)
    let sums = Mutex([Int](repeating: 0, count: 20))
    pool.forEach(20, threads: 8) { outer in
      let sum = Self.sum(pool, count: 30).reduce(0, +)
      sums.withLock { $0[outer] = sum + outer }
    }
    // 1 + … + 30 = 465.
    #expect(sums.withLock { $0 } == (0..<20).map { 465 + $0 })
  }
}
