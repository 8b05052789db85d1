import Glibc
import PIMGPT

/// The handling of signals that end the process.
enum Interrupt {
  /// Installs handlers that remove unfinished files (`OutputFile`) and end the process as without a handler.
  static func prepare() {
    OutputFile.prepareForSignals()
    isTerminal = isatty(STDERR_FILENO) == 1
    // A handler must not initialise a static value.
    _ = words
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGXCPU] {
      let before = signal(number) { number in
        // A closed pipe gets no message: its reader has ended.
        if number != SIGPIPE { Interrupt.speak() }
        OutputFile.removeUnfinished()
        signal(number, SIG_DFL)
        raise(number)
      }
      // A shell starts a background command with interrupts ignored (SIG_IGN is 1); they stay ignored.
      if unsafeBitCast(before, to: Int.self) == 1 { signal(number, before) }
    }
  }

  /// Lets a signal that ends the process say that results are kept; to be called once there is one.
  static func announceKeptResults() { hasKeptResults = true }

  private static let words: StaticString =
    "interrupted; results so far are kept, and the same command (without --fresh) goes on from there"

  private static func speak() {
    let hasWords = hasKeptResults
    // The message begins on a new line, below the terminal's echo of the signal or the progress line.
    if hasWords || isTerminal { say("\n") }
    if hasWords {
      say(words)
      say("\n")
    }
  }

  private static func say(_ text: StaticString) {
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  // A signal handler is a C function without context, so its state is static.
  nonisolated(unsafe) private static var hasKeptResults = false
  nonisolated(unsafe) private static var isTerminal = false
}
