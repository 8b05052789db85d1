import ArgumentParser
import CPIMOutOfMemory
import Glibc
import PIMGPT

/// The end of the program after an error.
enum Exit {
  /// The exit status after a failed check.
  static let violation: Int32 = 1
  static let usage: Int32 = 2

  /// Prints the message once and ends the program.
  static func with(_ error: any Error) -> Never {
    if let status = error as? ExitCode { exit(status.rawValue) }
    if let failure = error as? UnverifiedProgram {
      Standard.report("\(failure)")
      exit(violation)
    }
    let status = RootCommand.exitCode(for: error)
    if status.isSuccess {
      // Help and version.
      do { try Standard.print(RootCommand.fullMessage(for: error) + "\n") } catch {
        Standard.report(error)
        exit(usage)
      }
      exit(0)
    }
    Standard.report(RootCommand.fullMessage(for: error))
    exit(error is EnergyMismatch || error is PowerMismatch || error is NonFiniteValue ? violation : usage)
  }
}
