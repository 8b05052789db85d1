internal import Glibc
internal import PIMChecking
internal import PIMConfiguration
public import PIMHardware
internal import PIMReports

/// A command trace held against a system.
public struct CommandTraceCheck {
  /// The violations that are shown, one a line, in the order of the trace.
  public private(set) var lines: [String] = []
  public private(set) var commands = 0
  public private(set) var violations = 0
  /// How often each kind of violation was found, in the order of their first.
  private var counts: [(title: String, count: Int)] = []
  /// As messages call it.
  private let name: String
  private let system: System
  private let lastCycle: Int64

  public var isClean: Bool { violations == 0 }

  /// Reads and checks.
  ///
  /// - Parameters:
  ///   - path: the trace, `-` for standard input.
  ///   - shown: how many violations are kept as text; nil for all.
  ///   - show: receives them as they are found instead, if given.
  ///   - progress: is told of the bytes that are read.
  /// - Throws: `FileError`, what is malformed, with its place, and `InputError` for a trace without a command.
  public init(
    _ path: String, on system: System, shown: Int?, progress: ProgressMonitor? = nil,
    show: ((String) throws -> Void)? = nil
  ) throws {
    let name = path == "-" ? "standard input" : path
    self.name = name
    self.system = system
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(operation: "read", path: name, code: errno) }
    defer { if path != "-" { close(descriptor) } }
    InputFiles.note(descriptor)
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
    var tally: [(title: String, count: Int)] = []
    var places: [String: Int] = [:]
    var count = 0
    var failure: (any Error)?
    try checker.check(&reader) { violation in
      let title = violation.title(rules: system.rules)
      if let place = places[title] {
        tally[place].count += 1
      } else {
        places[title] = tally.count
        tally.append((title, 1))
      }
      count += 1
      if let shown, count > shown { return }
      let text = violation.text(rules: system.rules, file: name)
      guard let show else { return kept.append(text) }
      do { if failure == nil { try show(TextWidth.printable(text)) } } catch { failure = error }
    }
    if let failure { throw failure }
    if checker.commands == 0 {
      throw InputError(
        name, "no command after the header, nothing was checked",
        expected: "a command in each line, as --command-trace writes them")
    }
    (lines, counts) = (kept.map(TextWidth.printable), tally)
    (commands, violations, lastCycle) = (checker.commands, checker.violations, checker.lastCycle)
  }

  /// What was found, for a terminal; violations that are shown have been printed before.
  public var summary: String {
    let trace =
      "\(name): \(NumberText.count(commands)) \(commands == 1 ? "command" : "commands") up to cycle "
      + "\(NumberText.count(Int(lastCycle))) on \(system.name)"
    if isClean { return "\(trace): no violation of \(system.rules.count) rules, bank states and refresh\n" }
    var table = TextTable([.right, .left])
    for (title, count) in counts { table.row(NumberText.count(count), title) }
    return "\(trace): \(NumberText.count(violations)) \(violations == 1 ? "violation" : "violations")\n\n"
      + table.text
  }
}
