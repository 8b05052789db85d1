import Glibc
import PIMGPT

/// The progress of a long command on one line of a terminal. Nothing is printed if standard error is not a
/// terminal, and nothing in the first second.
struct ProgressLine: ~Copyable {
  typealias Unit = ProgressMonitor.Unit

  private let isShown: Bool
  /// The start times of the command and of counting the current unit, seconds.
  private let start: Double
  private var unitStart: Double
  private var unit: Unit?
  private var last: Double
  private var done = 0
  private var wasWritten = false

  /// The least time between two updates of the line, seconds.
  private static let interval = 0.25

  /// - Parameter isShown: whether the line is shown; nil shows it if standard error is a terminal.
  init(isShown: Bool? = nil) {
    self.isShown = isShown ?? (isatty(STDERR_FILENO) == 1)
    start = Self.now()
    unitStart = start
    // The first line comes after a second.
    last = start + 1 - Self.interval
  }

  /// True if the line is shown.
  var isNeeded: Bool { isShown }

  /// Updates the line.
  ///
  /// - Parameters:
  ///   - done: the count so far.
  ///   - total: the total; 0 if unknown.
  mutating func update(_ done: Int, of total: Int, _ unit: Unit) {
    // An unchanged count is skipped only after the first line was written, since the first count may take
    // long.
    guard isShown, done != self.done || unit != self.unit || !wasWritten else { return }
    let now = Self.now()
    if unit != self.unit { unitStart = now }
    (self.done, self.unit) = (done, unit)
    guard now - last >= Self.interval else { return }
    last = now
    wasWritten = true
    let text = Self.text(done: done, total: total, unit: unit, seconds: now - unitStart)
    Self.write("\r\(text)\u{1B}[K")
  }

  /// Removes the line from the terminal.
  mutating func clear() {
    if wasWritten { Self.write("\r\u{1B}[K") }
    wasWritten = false
  }

  /// The text of the line: `312 of 1,024 tokens, 12 s left`.
  ///
  /// - Parameter seconds: the time spent on the count so far.
  static func text(done: Int, total: Int, unit: Unit, seconds: Double) -> String {
    func amount(_ count: Int) -> String {
      unit == .bytes ? NumberText.bytes(count) : NumberText.count(count)
    }
    let name = unit == .bytes ? "" : " \(unit.rawValue)"
    if total <= 0 { return amount(done) + name }
    return "\(amount(done)) of \(amount(total))\(name)"
      + timeLeft(done: done, rest: total - done, seconds: seconds)
  }

  /// The estimate of the remaining time: `, 12 s left`; empty if nothing is done yet.
  static func timeLeft(done: Int, rest: Int, seconds: Double) -> String {
    guard done > 0 else { return "" }
    let left = Int(min(1e9, (seconds / Double(done) * Double(max(0, rest))).rounded(.up)))
    return left < 120 ? ", \(left) s left" : ", \(NumberText.count((left + 59) / 60)) min left"
  }

  /// Seconds of a monotonic clock. No result depends on it.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  static func write(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
