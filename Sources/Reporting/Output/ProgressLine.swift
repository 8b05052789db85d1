internal import Glibc

/// One line on a terminal that says how far a long run is; nothing anywhere else, and nothing in the first second.
public struct ProgressLine: ~Copyable {
  private let total: Int
  private let first: Int
  private let isShown: Bool
  private let start: Double
  private var last: Double
  private var position: Int
  private var wasWritten = false

  /// Seconds between two lines.
  private static let interval = 0.25

  /// - Parameters:
  ///   - positions: those that the run goes through.
  ///   - isShown: nil for whether standard error is a terminal.
  public init(positions: Range<Int>, isShown: Bool? = nil) {
    total = positions.count
    first = positions.lowerBound
    position = first - 1
    self.isShown = isShown ?? (isatty(STDERR_FILENO) == 1)
    start = Self.now()
    // The first line comes after a second.
    last = start + 1 - Self.interval
  }

  /// Whether anyone looks.
  public var isNeeded: Bool { isShown }

  /// The run is at that position.
  public mutating func update(position: Int) {
    guard isShown, position != self.position else { return }
    self.position = position
    let now = Self.now()
    guard now - last >= Self.interval else { return }
    last = now
    wasWritten = true
    Self.write("\r\(Self.text(done: position - first, total: total, seconds: now - start))\u{1B}[K")
  }

  /// Takes the line away.
  public mutating func clear() {
    if wasWritten { Self.write("\r\u{1B}[K") }
    wasWritten = false
  }

  /// `312 of 1,024 tokens, 12 s left`
  static func text(done: Int, total: Int, seconds: Double) -> String {
    let text =
      total > 0
      ? "\(NumberText.count(done)) of \(NumberText.count(total)) tokens" : "\(NumberText.count(done)) tokens"
    guard done > 0, total > 0 else { return text }
    let left = Int((seconds / Double(done) * Double(total - done)).rounded(.up))
    return text + (left < 120 ? ", \(left) s left" : ", \(NumberText.count((left + 59) / 60)) min left")
  }

  /// A clock that only goes forward. Results never depend on it.
  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func write(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
