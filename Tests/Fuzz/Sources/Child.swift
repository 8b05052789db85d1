import Glibc
import PIMConfiguration

/// The program at work on one case.
struct Child {
  /// How a run ended.
  struct Outcome {
    /// The exit status, or nil for an end by a signal.
    var status: Int32?
    /// The signal that ended it.
    var signal: Int32 = 0
    var wasStopped = false
    var seconds: Double
    var peakBytes: Int
    var output: [UInt8]
    var errors: [UInt8]
  }

  let number: Int
  let one: Case
  let folder: String
  private let process: pid_t
  private let start: Double
  private var wasStopped = false

  private static let outputName = ".fuzz-output"
  private static let errorsName = ".fuzz-errors"

  /// Starts the program in an empty folder, to which the case's files go.
  init(_ number: Int, _ one: Case, folder: String, program: String, root: String) throws {
    self.number = number
    self.one = one
    self.folder = folder
    try one.write(to: folder)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, name) in [(1, Self.outputName), (2, Self.errorsName)] {
      posix_spawn_file_actions_addopen(
        &actions, Int32(descriptor), "\(folder)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    // The call that would change the child's folder alone is not in every C library; all other paths here are
    // absolute.
    chdir(folder)
    // Without the run-time's own trace, a crash ends at once.
    let environment = ["PIMGPT_CONFIGS=\(root)/configs", "SWIFT_BACKTRACE=enable=no", "LC_ALL=C.UTF-8"]
    var words: [UnsafeMutablePointer<CChar>?] =
      ([program] + one.arguments).map { word in strdup(word) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { word in strdup(word) } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var process = pid_t()
    start = Clock.seconds
    let code = posix_spawn(&process, program, &actions, nil, &words, &variables)
    guard code == 0 else { throw FileError(operation: "run", path: program, code: code) }
    self.process = process
  }

  /// The outcome, or nil while it runs; stops it after so many seconds.
  mutating func poll(limit: Double) -> Outcome? {
    var status: Int32 = 0
    var usage = rusage()
    let result = wait4(process, &status, WNOHANG, &usage)
    let seconds = Clock.seconds - start
    guard result == process else {
      if seconds > limit, !wasStopped {
        wasStopped = true
        kill(process, SIGKILL)
      }
      return nil
    }
    let signal = status & 0x7F
    func text(_ name: String) -> [UInt8] {
      let bytes = try? FilePath.read("\(folder)/\(name)", atMost: 1 << 30)
      unlink("\(folder)/\(name)")
      return bytes ?? []
    }
    return Outcome(
      status: signal == 0 ? status >> 8 & 0xFF : nil, signal: signal, wasStopped: wasStopped,
      seconds: seconds,
      peakBytes: usage.ru_maxrss * 1024, output: text(Self.outputName), errors: text(Self.errorsName))
  }
}

extension Case {
  /// Writes its files to a folder.
  func write(to folder: String) throws {
    for (name, bytes) in files { try OutputFile.write(bytes, to: folder + "/" + name) }
  }

  /// The command as a shell takes it.
  func command(program: String, root: String) -> String {
    let words = ([program] + arguments).map {
      "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    return "PIMGPT_CONFIGS='\(root)/configs' " + words.joined(separator: " ")
  }
}

enum Clock {
  /// Of a clock that only goes forward.
  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
