internal import Glibc

/// What an interrupt does to a command that takes long.
public enum Interrupt {
  /// Lets SIGINT and SIGTERM say something before they end the process.
  public static func announce(_ words: StaticString) {
    // A handler is a C function: it finds the words here. Written once, before there is a handler.
    self.words = words
    for number in [SIGINT, SIGTERM] {
      let before = signal(number) { number in
        for text in ["\n", Interrupt.words, "\n"] as [StaticString] {
          _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
        }
        signal(number, SIG_DFL)
        raise(number)
      }
      // Who started the command in the background has it ignore interrupts: SIG_IGN is 1.
      if unsafeBitCast(before, to: Int.self) == 1 { signal(number, before) }
    }
  }

  nonisolated(unsafe) private static var words: StaticString = "interrupted"
}
