internal import Dispatch

/// Runs independent pieces of work side by side.
package enum Parallel {
  /// Carries a closure to other threads. Its callers promise that pieces do not touch the same memory.
  private struct Body: @unchecked Sendable {
    let call: (Int) -> Void
  }

  /// Calls `body` once for each index, on several threads where `isWorthwhile`. The pieces must not touch the same memory,
  /// so that the result does not depend on who does what when.
  package static func forEach(_ count: Int, isWorthwhile: Bool = true, _ body: (Int) -> Void) {
    guard isWorthwhile, count > 1 else {
      for index in 0..<count { body(index) }
      return
    }
    withoutActuallyEscaping(body) { body in
      let shared = Body(call: body)
      DispatchQueue.concurrentPerform(iterations: count) { shared.call($0) }
    }
  }
}
