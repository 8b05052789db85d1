import Glibc
import PIMGPT

/// The progress of a sweep: on a terminal one line that is updated, elsewhere a line for each point, and
/// nothing if quiet.
struct SweepProgress: ~Copyable {
  private enum Form { case none, line, lines }

  private let form: Form
  private let start: Double
  private var wasWritten = false

  /// - Parameter isQuiet: prints nothing.
  init(isQuiet: Bool) {
    form = isQuiet ? .none : isatty(STDERR_FILENO) == 1 ? .line : .lines
    start = ProgressLine.now()
  }

  mutating func update(_ event: SweepRun.Event) {
    switch form {
    case .none: return
    case .line:
      wasWritten = true
      ProgressLine.write("\r\(Self.text(event, seconds: ProgressLine.now() - start))\u{1B}[K")
    case .lines:
      // The event before the first point has no line.
      if !event.line.isEmpty {
        ProgressLine.write("\(event.done) of \(event.total): \(TextWidth.printable(event.line))\n")
      }
    }
  }

  /// Removes the line from the terminal.
  mutating func clear() {
    if wasWritten { ProgressLine.write("\r\u{1B}[K") }
    wasWritten = false
  }

  /// The text of the line: `12 of 40 points, 1 failed, 25 s left`.
  static func text(_ event: SweepRun.Event, seconds: Double) -> String {
    var text = "\(NumberText.count(event.done)) of \(NumberText.count(event.total)) points"
    if event.failed > 0 { text += ", \(NumberText.count(event.failed)) failed" }
    return text
      + ProgressLine.timeLeft(done: event.doneNow, rest: event.total - event.done, seconds: seconds)
  }
}
