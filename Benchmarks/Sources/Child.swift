import Glibc

/// The program that is measured, in a process of its own.
struct Child {
  /// The path of `pimgpt`.
  var executable: String

  /// Runs a command to its end; what it prints is thrown away.
  ///
  /// The kernel counts what this process has held as part of the child's peak, as memory is only replaced
  /// when the program is loaded: whole commands are measured before anything else.
  ///
  /// - Throws: a command that cannot be run, or that ends with a status other than 0.
  func run(_ arguments: [String]) throws -> Cost {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] =
      ([executable] + arguments).map { word in strdup(word) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let start = Clock.seconds
    let code = posix_spawn(&process, executable, &actions, nil, &words, environ)
    guard code == 0 else {
      throw Failure(description: "cannot run \(executable): \(String(cString: strerror(code)))")
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    let wall = Clock.seconds - start
    guard status == 0 else {
      throw Failure(description: "pimgpt \(arguments.joined(separator: " ")): status \(status >> 8 & 0xFF)")
    }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return Cost(
      wallSeconds: wall, processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peakMebibytes: Double(usage.ru_maxrss) / 1024)
  }
}
