import PIMGPT
import Synchronization

/// The progress of a sweep or of a paper, shared by threads.
final class SharedProgress: Sendable {
  private let line: Mutex<SweepProgress>

  init(isQuiet: Bool) { line = Mutex(SweepProgress(isQuiet: isQuiet)) }

  func update(_ event: SweepRun.Event) {
    line.withLock { line in
      if event.done > 0 { Interrupt.announceKeptResults() }
      line.update(event)
    }
  }

  func clear() { line.withLock { $0.clear() } }
}
