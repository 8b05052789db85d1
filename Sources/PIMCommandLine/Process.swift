import ArgumentParser
import CPIMOutOfMemory
import Glibc
import PIMGPT

/// The settings of the process.
enum Process {
  static func prepare() {
    // No file may be opened under the number of a standard stream that is closed. Reading or writing these
    // still fails.
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
