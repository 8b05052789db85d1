import ArgumentParser
import CPIMOutOfMemory
import Glibc
import PIMGPT

/// Settings of the process, made at its start.
enum Process {
  static func prepare() {
    // A closed standard stream is replaced, so that no file is opened under its number. Reading from or
    // writing to it still fails.
    for (number, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(number, F_GETFD) < 0 {
      _ = open("/dev/null", mode)
    }
    // A file beyond the size limit is reported as an error of writing, not by a signal.
    signal(SIGXFSZ, SIG_IGN)
    InputFiles.watch()
    Interrupt.prepare()
    out_of_memory_prepare { OutputFile.removeUnfinished() }
  }
}
