import ArgumentParser
import CPIMOutOfMemory
import Glibc
import PIMConfiguration
import PIMEnergy
import PIMExecution
import PIMReporting

/// How the program ends when something is wrong.
enum Exit {
  /// A check found something.
  static let violation: Int32 = 1
  static let usage: Int32 = 2

  /// Prints the message once and ends the program.
  static func with(_ error: any Error) -> Never {
    if let status = error as? ExitCode { exit(status.rawValue) }
    let status = PIMGPT.exitCode(for: error)
    if status.isSuccess {
      // Help and version.
      do { try Standard.print(PIMGPT.fullMessage(for: error) + "\n") } catch {
        Standard.report(error)
        exit(usage)
      }
      exit(0)
    }
    Standard.report(PIMGPT.fullMessage(for: error))
    exit(error is EnergyMismatch || error is NonFiniteValue ? violation : usage)
  }
}

/// What the program needs of its process before it does anything.
enum Process {
  static func prepare() {
    // No file may be opened under the number of a standard stream that is closed. Reading or writing these still fails.
    for (number, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", mode)
    }
    // A file that grows too large is an error like any other.
    signal(SIGXFSZ, SIG_IGN)
    InputFiles.watch()
    Interrupt.prepare()
    out_of_memory_prepare { OutputFile.removeUnfinished() }
  }
}

/// Standard output and standard error.
enum Standard {
  /// Characters of a message that are shown; what a user typed may be of any length.
  private static let longestMessage = 4000

  /// Writes text as it is to standard output.
  static func print(_ text: String) throws { try OutputFile(path: "-").write(text) }

  static func print(_ bytes: [UInt8]) throws { try OutputFile(path: "-").write(bytes) }

  /// Writes an error to standard error.
  static func report(_ error: any Error) { report("error: \(error)") }

  /// Writes a line to standard error, without characters that would steer the terminal.
  static func report(_ line: String) {
    let shown = line.utf8.count > longestMessage ? line.prefix(longestMessage) + "…" : line[...]
    let bytes = Array((TextWidth.printable(String(shown)) + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
