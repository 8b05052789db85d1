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
      commandName: "all",
      abstract: "Run all points that have no result yet (the default).")

    @OptionGroup var options: SweepOptions

    @OptionGroup var front: FrontOptions

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Run so many points at a time, at most as many as there are cores, which is what is done without.",
        valueName: "N"))
    var jobs: Int?

    @Flag(help: "Throw earlier results away.")
    var fresh = false

    func validate() throws {
      if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs): expected 1 or more") }
    }

    func run() throws {
      let sweep = try options.load(front)
      let progress = SharedProgress(isQuiet: options.isQuiet)
      defer { progress.clear() }
      let table = try sweep.run(
        jobs: jobs, isFresh: fresh, note: { options.verbosity.note($0) },
        progress: { progress.update($0) })
      progress.clear()
      try finish(sweep, table, options)
    }
  }

  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run",
      abstract: "Run one point, or a share of them, each with a file of its own: a task of an array job.")

    @OptionGroup var options: SweepOptions

    @Option(parsing: .unconditional, help: ArgumentHelp("The point, counted from 0.", valueName: "I"))
    var index: Int?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The points I, I + N, I + 2 N and so on: one of N shares of the sweep, counted from 0.",
        valueName: "I/N"))
    var shard: String?

    func validate() throws {
      if (index == nil) == (shard == nil) {
        throw ValidationError("expected the point, --index I, or a share of the points, --shard I/N")
      }
    }

    func run() throws {
      let share = try shard.map { text in try SweepShard(parsing: text) }
      let sweep = try options.load()
      var isFailure = false
      for point in share?.indices(of: sweep.sweep) ?? [index ?? 0] {
        let outcome = try sweep.run(index: point)
        if !outcome.wasRun { options.verbosity.note("point \(point) has a result in \(sweep.folder)") }
        try options.print(
          TextWidth.printable(outcome.result) + "\n", json: sweep.result(ofPoint: point))
        isFailure = isFailure || outcome.isFailure
      }
      if isFailure { throw ExitCode(Exit.violation) }
    }
  }

  struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "collect",
      abstract: "Gather the results of single points, or say which are missing.")

    @OptionGroup var options: SweepOptions

    @OptionGroup var front: FrontOptions

    func run() throws {
      let sweep = try options.load(front)
      let table = try sweep.collect { options.verbosity.note($0) }
      try finish(sweep, table, options)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the points, and which have a result.")

    @OptionGroup var options: SweepOptions

    @OptionGroup var front: FrontOptions

    func run() throws {
      let sweep = try options.load(front)
      let table = try sweep.collect { options.verbosity.note($0) }
      try options.print(table.list, json: table.json())
    }
  }

  /// Writes the files of a complete table, prints the table, and reports failures.
  private static func finish(_ sweep: SweepRun, _ table: SweepTable, _ options: SweepOptions) throws {
    let missing = table.missing
    guard missing.isEmpty else {
      Standard.report(
        "error: \(missing.count) of \(sweep.sweep.points.count) points have no result in \(sweep.folder): \(SweepTable.ranges(missing))"
      )
      throw ExitCode(Exit.violation)
    }
    let files = try sweep.write(table)
    try options.print(table.text + "\n  " + files.joined(separator: "\n  ") + "\n", json: table.json())
    for failure in table.failures { Standard.report("error: \(failure)") }
    if !table.failures.isEmpty { throw ExitCode(Exit.violation) }
  }
}
