import ArgumentParser
import PIMGPT

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run an experiment many times with other values, on all cores; resume, plot.",
    discussion: """
      Results are kept as they come; the same command goes on after an interrupt and repeats no point. Exit status 1 if a point \
      failed or is missing, 2 if the file or a folder is wrong.
      """,
    subcommands: [All.self, Run.self, Collect.self, List.self], defaultSubcommand: All.self)

  struct All: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run all points that have no result yet (the default).")

    @OptionGroup var options: SweepOptions

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Run so many points at a time, at most as many as there are cores, which is what is done without.",
        valueName: "N"))
    var jobs: Int?

    @Flag(help: "Throw earlier results away.")
    var fresh = false

    @Flag(help: "Print neither table nor progress.")
    var quiet = false

    func validate() throws {
      if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): expected 1 or more") }
    }

    func run() throws {
      let sweep = try options.load()
      Interrupt.announce(
        "interrupted; results so far are kept, and the same command (without --fresh) goes on from there")
      let progress = SharedProgress(isQuiet: quiet)
      defer { progress.clear() }
      let table = try sweep.run(
        jobs: jobs, isFresh: fresh, note: { if !quiet { Standard.report("note: \($0)") } },
        progress: { progress.update($0) })
      progress.clear()
      try finish(sweep, table, isQuiet: quiet)
    }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run one point and keep its result in a file of its own: a task of an array job.")

    @OptionGroup var options: SweepOptions

    @Option(parsing: .unconditional, help: ArgumentHelp("The point, counted from 0.", valueName: "I"))
    var index: Int

    func run() throws {
      let sweep = try options.load()
      let outcome = try sweep.run(index: index)
      if !outcome.wasRun { Standard.report("note: the point has a result in \(sweep.folder)") }
      try Standard.print(TextWidth.printable(outcome.result) + "\n")
      if outcome.isFailure { throw ExitCode(Exit.violation) }
    }
  }

  struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gather the results of single points, or say which are missing.")

    @OptionGroup var options: SweepOptions

    func run() throws {
      let sweep = try options.load()
      let table = try sweep.collect { Standard.report("note: \($0)") }
      try finish(sweep, table, isQuiet: false)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the points, and which have a result.")

    @OptionGroup var options: SweepOptions

    func run() throws {
      let sweep = try options.load()
      try Standard.print(sweep.collect { Standard.report("note: \($0)") }.list)
    }
  }

  /// Writes the files of a complete table, prints the table, and reports failures.
  private static func finish(_ sweep: SweepRun, _ table: SweepTable, isQuiet: Bool) throws {
    let missing = table.missing
    guard missing.isEmpty else {
      Standard.report(
        "error: \(missing.count) of \(sweep.sweep.points.count) points have no result in \(sweep.folder): \(SweepTable.ranges(missing))"
      )
      throw ExitCode(Exit.violation)
    }
    let files = try sweep.write(table)
    if !isQuiet { try Standard.print(table.text + "\n  " + files.joined(separator: "\n  ") + "\n") }
    for failure in table.failures { Standard.report("error: \(failure)") }
    if !table.failures.isEmpty { throw ExitCode(Exit.violation) }
  }
}
