internal import PIMHardware
internal import PIMResults

/// The decoder of a host's front end, which determines the time at which each line of a trace is decoded.
///
/// A cycle of the command clock decodes at most `linesPerCycle` lines. A line stalls the decoder until its
/// requests are queued or its data have arrived; the next line is decoded in the following cycle.
struct HostDecoder {
  private let queue: System.HostQueue
  private let clock: Int64
  /// The edge at which the current line is decoded.
  private(set) var point = PathPoint()
  /// Lines decoded at that edge before the current one.
  private var taken = 0
  /// The end of the current line; not earlier than `point`.
  private var done = PathPoint()
  private var isFirst = true

  init(_ queue: System.HostQueue, clock: Int64) {
    self.queue = queue
    self.clock = clock
  }

  /// Advances to a later line.
  ///
  /// - Parameter lines: the distance to the line; the lines between are decoded without other effect.
  mutating func goOn(by lines: Int32) {
    if lines <= 0 { return }
    if done.time > point.time {
      point = done
      point.advance(to: done.time + clock, cause: .frontEnd)
      taken = 0
    } else if !isFirst {
      taken += 1
    }
    isFirst = false
    taken += Int(lines) - 1
    point.advance(to: point.time + Int64(taken / queue.linesPerCycle) * clock, cause: .frontEnd)
    taken %= queue.linesPerCycle
    done = point
  }

  /// Holds the line until a point.
  mutating func hold(until end: PathPoint) {
    if end.time > done.time { done = end }
  }

  /// Holds the line until some cycles after a point.
  mutating func hold(until end: PathPoint, andCycles cycles: Int64) {
    if end.time < 0 { return }
    // An operation of the ASIC may end between edges of the command clock; the decoder waits for an edge.
    let edge = (end.time + clock - 1) / clock * clock + cycles * clock
    if edge <= done.time { return }
    done = end
    done.advance(to: edge, cause: .frontEnd)
  }
}
