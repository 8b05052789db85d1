import Glibc
import PIMGPT

/// The work of a signal before it ends the process.
enum Interrupt {
  /// Lets these signals remove unfinished files (`OutputFile`) before they end the process as they would
  /// without.
  static func prepare() {
    OutputFile.prepareForSignals()
    isTerminal = isatty(STDERR_FILENO) == 1
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGXCPU] {
      let before = signal(number) { number in
        // Who closes a pipe has heard enough.
        if number != SIGPIPE { Interrupt.speak() }
        OutputFile.removeUnfinished()
        signal(number, SIG_DFL)
        raise(number)
      }
      // Who started the command in the background has it ignore interrupts: SIG_IGN is 1.
      if unsafeBitCast(before, to: Int.self) == 1 { signal(number, before) }
    }
  }

  /// Lets a signal that ends the process say something.
  static func announce(_ words: StaticString) { self.words = words }

  private static func speak() {
    let hasWords = words.utf8CodeUnitCount > 0
    // The terminal's echo of the signal and a line of progress keep their line.
    if hasWords || isTerminal { say("\n") }
    if hasWords {
      say(words)
      say("\n")
    }
  }

  private static func say(_ text: StaticString) {
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }

  // A handler is a C function: it finds its words here.
  nonisolated(unsafe) private static var words: StaticString = ""
  nonisolated(unsafe) private static var isTerminal = false
}
