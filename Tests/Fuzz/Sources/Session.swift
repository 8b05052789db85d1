import Glibc
import PIMConfiguration
import PIMTestFiles

/// Runs cases, some at a time, and keeps what fails.
struct Session {
  let maker: CaseMaker
  let program: String
  let root: String
  let findings: String
  let limit: Double
  /// Whether to print what each run says.
  let shows: Bool
  private(set) var tally = Tally()

  init(maker: CaseMaker, program: String, root: String, findings: String, limit: Double, shows: Bool) {
    self.maker = maker
    self.program = program
    self.root = root
    self.findings = findings
    self.limit = limit
    self.shows = shows
  }

  /// Runs the cases of these numbers, in order, beginning none after the time given.
  mutating func run(_ numbers: Range<Int>, jobs: Int, until end: Double) throws {
    let temporary = try TemporaryFolder()
    defer { withExtendedLifetime(temporary) {} }
    let scratch = temporary.path
    var next = numbers.lowerBound
    var children: [Child] = []
    var shown = Clock.seconds
    while true {
      while children.count < jobs, next < numbers.upperBound, Clock.seconds < end {
        let folder = "\(scratch)/\(next)"
        mkdir(folder, 0o700)
        children.append(
          try Child(next, maker.makeCase(next), folder: folder, program: program, root: root))
        next += 1
      }
      if children.isEmpty { return }
      var isIdle = true
      for index in children.indices.reversed() {
        guard let outcome = children[index].poll(limit: limit) else { continue }
        try judge(children.remove(at: index), outcome)
        isIdle = false
      }
      if isIdle { usleep(500) }
      if Clock.seconds - shown > 10 {
        shown = Clock.seconds
        Log.write("\(tally.runs) runs, \(tally.findings) findings")
      }
    }
  }

  private mutating func judge(_ child: Child, _ outcome: Child.Outcome) throws {
    let faults = Verdict.faults(of: outcome, child.one, folder: child.folder)
    tally.add(child.one.kind, outcome, isFinding: !faults.isEmpty)
    if shows {
      Log.write(child.one.command(program: program, root: root))
      Log.write(String(decoding: outcome.output.prefix(4000) + outcome.errors.prefix(4000), as: UTF8.self))
    }
    if !faults.isEmpty {
      let folder = "\(findings)/\(maker.seed)-\(child.number)"
      try FilePath.makeFolder(folder)
      try child.one.write(to: folder)
      try OutputFile.write(child.one.arguments.joined(separator: "\n") + "\n", to: folder + "/arguments")
      try OutputFile.write(
        "cd '\(folder)' && \(child.one.command(program: program, root: root))\n", to: folder + "/command.sh")
      try OutputFile.write(Array(outcome.errors.prefix(1 << 16)), to: folder + "/errors")
      Log.write("\(folder): \(child.one.kind): \(faults.joined(separator: "; "))")
    }
    TemporaryFolder.remove(child.folder)
  }
}

/// Standard output, at once.
enum Log {
  static func write(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = Glibc.write(STDOUT_FILENO, bytes, bytes.count)
  }
}
