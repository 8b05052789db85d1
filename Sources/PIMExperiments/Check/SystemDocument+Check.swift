internal import Glibc
internal import PIMChecking
internal import PIMConfiguration
internal import PIMHardware
internal import PIMReports

extension SystemDocument {
  /// Checks a command trace against the system: its timing rules, bank states and refresh.
  ///
  /// - Parameters:
  ///   - path: the trace, `-` for standard input.
  ///   - shown: the number of violations to record as text; nil for all.
  ///   - show: if given, receives the violations as they are found, and none is recorded.
  ///   - progress: receives the number of bytes read.
  /// - Throws: `FileError`; `CommandTraceError` with the line of a malformed command; `InputError` for a
  ///   trace without commands.
  public func check(
    commandTrace path: String, shown: Int? = nil, progress: ProgressMonitor? = nil,
    show: ((String) throws -> Void)? = nil
  ) throws -> CommandTraceCheck {
    let name = path == "-" ? "standard input" : path
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(operation: "read", path: name, code: errno) }
    defer { if path != "-" { close(descriptor) } }
    InputFiles.note(descriptor, name)
    let counter = ProgressCounter(progress, total: FilePath.size(descriptor), unit: .bytes)
    var reader = try CommandReader(file: name) { buffer in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 {
          counter.add(count)
          return count
        }
        if errno != EINTR { throw FileError(operation: "read", path: name, code: errno) }
      }
    }
    var checker = CommandChecker(system)
    var kept: [String] = []
    var tally = ViolationTally()
    var failure: (any Error)?
    try checker.check(&reader) { violation in
      tally.count(violation.title(rules: system.rules))
      if let shown, tally.total > shown { return }
      let text = TextWidth.printable(violation.text(rules: system.rules, file: name))
      guard let show else { return kept.append(text) }
      do { if failure == nil { try show(text) } } catch { failure = error }
    }
    if let failure { throw failure }
    if checker.commands == 0 {
      throw InputError(
        name, "no command after the header, nothing was checked",
        expected: "a command in each line, as --command-trace writes them")
    }
    return CommandTraceCheck(
      lines: kept, commands: checker.commands, violations: checker.violations, counts: tally.kinds,
      name: name,
      system: system, lastCycle: checker.lastCycle)
  }
}

/// The number of violations of each kind, in the order of first occurrence.
private struct ViolationTally {
  private(set) var kinds: [(title: String, count: Int)] = []
  private(set) var total = 0
  private var places: [String: Int] = [:]

  mutating func count(_ title: String) {
    total += 1
    if let place = places[title] {
      kinds[place].count += 1
    } else {
      places[title] = kinds.count
      kinds.append((title, 1))
    }
  }
}
