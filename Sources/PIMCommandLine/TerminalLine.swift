import PIMGPT
import Synchronization

/// The progress line of a command, shared by its threads.
final class TerminalLine: Sendable {
  private let line: Mutex<ProgressLine>
  private let isNeeded: Bool

  /// - Parameter isQuiet: prints nothing.
  init(isQuiet: Bool = false) {
    let line = ProgressLine(isShown: isQuiet ? false : nil)
    isNeeded = line.isNeeded
    self.line = Mutex(line)
  }

  /// The monitor that updates the line; nil if the line is not shown, since counting takes time.
  var monitor: ProgressMonitor? {
    isNeeded
      ? ProgressMonitor { [self] done, total, unit in line.withLock { $0.update(done, of: total, unit) } }
      : nil
  }

  /// Removes the line from the terminal.
  func clear() { line.withLock { $0.clear() } }
}
