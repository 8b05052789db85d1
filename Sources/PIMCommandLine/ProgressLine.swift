import Glibc
import PIMGPT

/// One line on a terminal that says how far a long command is; nothing anywhere else, and nothing in the
/// first second.
struct ProgressLine: ~Copyable {
  typealias Unit = ProgressMonitor.Unit

  private let isShown: Bool
  /// The start of the command, and of counting the unit.
  private let start: Double
  private var unitStart: Double
  private var unit: Unit?
  private var last: Double
  private var done = 0
  private var wasWritten = false

  /// Seconds between two lines.
  private static let interval = 0.25

  /// - Parameter isShown: nil for whether standard error is a terminal.
  init(isShown: Bool? = nil) {
    self.isShown = isShown ?? (isatty(STDERR_FILENO) == 1)
    start = Self.now()
    unitStart = start
    // The first line comes after a second.
    last = start + 1 - Self.interval
  }

  /// True if the line is shown.
  var isNeeded: Bool { isShown }

  /// So much is done.
  ///
  /// - Parameter total: all there is; 0 where nobody knows.
  mutating func update(_ done: Int, of total: Int, _ unit: Unit) {
    // The same again is news as long as there is no line: the first may take long.
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

  /// Takes the line away.
  mutating func clear() {
    if wasWritten { Self.write("\r\u{1B}[K") }
    wasWritten = false
  }

  /// `312 of 1,024 tokens, 12 s left`
  ///
  /// - Parameter seconds: how long it took up to here.
  static func text(done: Int, total: Int, unit: Unit, seconds: Double) -> String {
    func amount(_ count: Int) -> String {
      unit == .bytes ? NumberText.bytes(count) : NumberText.count(count)
    }
    let name = unit == .bytes ? "" : " \(unit.rawValue)"
    if total <= 0 { return amount(done) + name }
    return "\(amount(done)) of \(amount(total))\(name)"
      + timeLeft(done: done, rest: total - done, seconds: seconds)
  }

  /// `, 12 s left`; nothing where nothing is done yet.
  static func timeLeft(done: Int, rest: Int, seconds: Double) -> String {
    guard done > 0 else { return "" }
    let left = Int(min(1e9, (seconds / Double(done) * Double(max(0, rest))).rounded(.up)))
    return left < 120 ? ", \(left) s left" : ", \(NumberText.count((left + 59) / 60)) min left"
  }

  /// A clock that only goes forward. Results never depend on it.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  static func write(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
