import PIMGPT
import Synchronization

/// The line of progress of a command, shared by its threads.
final class TerminalLine: Sendable {
  private let line: Mutex<ProgressLine>
  private let isNeeded: Bool

  /// - Parameter isQuiet: whether to say nothing.
  init(isQuiet: Bool = false) {
    let line = ProgressLine(isShown: isQuiet ? false : nil)
    isNeeded = line.isNeeded
    self.line = Mutex(line)
  }

  /// Nil where no terminal shows the line: counting costs time.
  var monitor: ProgressMonitor? {
    isNeeded
      ? ProgressMonitor { [self] done, total, unit in line.withLock { $0.update(done, of: total, unit) } }
      : nil
  }

  /// Takes the line away.
  func clear() { line.withLock { $0.clear() } }
}
