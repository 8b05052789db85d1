internal import PIMHardware

/// The decoder of a host's front end: when each line of a trace is decoded.
///
/// A clock cycle of the command clock decodes `linesPerCycle` lines at the most. A line that has to wait,
/// until its requests are in their queues or its data are back, holds the decoder, and the next is decoded in
/// the clock after.
struct HostDecoder {
  private let queue: System.HostQueue
  private let clock: Int64
  /// The edge at which the line at hand is decoded.
  private(set) var point = PathPoint()
  /// Lines decoded at that edge before it.
  private var taken = 0
  /// When the line at hand is done: not before it is decoded.
  private var done = PathPoint()
  private var isFirst = true

  init(_ queue: System.HostQueue, clock: Int64) {
    self.queue = queue
    self.clock = clock
  }

  /// Goes on to a line.
  ///
  /// - Parameter lines: how many lines further on it is; those between take their turn and nothing else.
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
    // What the ASIC ends at need not be an edge of the command clock; the decoder goes on at one.
    let edge = (end.time + clock - 1) / clock * clock + cycles * clock
    if edge <= done.time { return }
    done = end
    done.advance(to: edge, cause: .frontEnd)
  }
}
