import Glibc
import PIMGPT
import PIMTestFiles

/// The program as a user runs it, in a folder of its own.
final class Program {
  struct Outcome: Equatable {
    var status: Int32
    var output: String
    var errors: String
  }

  private let temporary: TemporaryFolder
  var folder: String { temporary.path }

  /// The project's folder, found from this file.
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  /// The program is built beside the tests.
  private static let executable: String = {
    let tests = realpath("/proc/self/exe", nil).map { String(cString: $0) } ?? ""
    return tests[..<(tests.lastIndex(of: "/") ?? tests.startIndex)] + "/pimgpt"
  }()

  init(_ files: [String: String] = [:]) throws {
    temporary = try TemporaryFolder(files)
  }

  func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Runs it in the folder, with the project's presets.
  func run(_ arguments: [String]) throws -> Outcome {
    // The shell changes the folder, since the call that does is not in every C library.
    try shell(["cd \"$1\" && shift && exec \"$@\"", "sh", folder, Self.executable] + arguments)
  }

  /// Runs a script of the shell in the folder; `$1` is the program.
  func script(_ text: String) throws -> Outcome {
    try shell(["cd \"$1\" && shift\n" + text, "sh", folder, Self.executable])
  }

  private func shell(_ arguments: [String]) throws -> Outcome {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let files = ["\(folder)/.stdout", "\(folder)/.stderr"]
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, file) in files.enumerated() {
      posix_spawn_file_actions_addopen(
        &actions, Int32(descriptor + 1), file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    // A test's thread blocks signals. A shell that inherits that waits for ever for a child, and a program
    // hears of nothing.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let shell = ["/bin/sh", "-c"]
    let environment = ["PIMGPT_CONFIGS=\(Self.root)/configs", "LC_ALL=de_DE.UTF-8"]
    var words: [UnsafeMutablePointer<CChar>?] = (shell + arguments).map { word in strdup(word) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { word in strdup(word) } + [nil]
    defer { for pointer in words + variables { free(pointer) } }
    var process = pid_t()
    let code = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, &variables)
    guard code == 0 else { throw FileError(operation: "run", path: Self.executable, code: code) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    // Killed by a signal: a number that no test expects.
    let result = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    let outcome = Outcome(status: result, output: read(".stdout") ?? "", errors: read(".stderr") ?? "")
    for file in files { unlink(file) }
    return outcome
  }

  func read(_ name: String) -> String? { Self.text(of: "\(folder)/\(name)") }

  static func text(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }

  /// The names in the folder, sorted.
  var names: [String] { temporary.names }
}
