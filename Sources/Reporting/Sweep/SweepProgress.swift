internal import Glibc

/// Says how far a sweep is: one line that changes on a terminal, a line a point elsewhere, nothing where nobody wants it.
public struct SweepProgress: ~Copyable {
  private enum Form { case none, line, lines }

  private let form: Form
  private let start: Double
  private var wasWritten = false

  /// - Parameter isQuiet: whether to say nothing.
  public init(isQuiet: Bool) {
    form = isQuiet ? .none : isatty(STDERR_FILENO) == 1 ? .line : .lines
    start = Self.now()
  }

  public mutating func update(_ event: SweepRun.Event) {
    switch form {
    case .none: return
    case .line:
      wasWritten = true
      Self.write("\r\(Self.text(event, seconds: Self.now() - start))\u{1B}[K")
    case .lines: Self.write("\(event.done) of \(event.total): \(TextWidth.printable(event.line))\n")
    }
  }

  /// Takes the line away.
  public mutating func clear() {
    if wasWritten { Self.write("\r\u{1B}[K") }
    wasWritten = false
  }

  /// `12 of 40 points, 1 failed, 25 s left`
  static func text(_ event: SweepRun.Event, seconds: Double) -> String {
    var text = "\(NumberText.count(event.done)) of \(NumberText.count(event.total)) points"
    if event.failed > 0 { text += ", \(NumberText.count(event.failed)) failed" }
    guard event.doneNow > 0 else { return text }
    let left = Int((seconds / Double(event.doneNow) * Double(event.total - event.done)).rounded(.up))
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
