import ArgumentParser
import PIMGPT

struct MeasureBaseline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline", abstract: "Measure a machine to compare with.", subcommands: [Processor.self])

  struct Processor: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cpu", abstract: "Time ordinary GPT arithmetic on this machine.",
      discussion: """
        Binary32 on OpenBLAS, one thread, random weights, batch of one. What is written is a baseline for `compare`; unlike everything \
        else here it is not the same every time.
        """)

    @Argument(
      help: "A preset, such as gpt2-small, the path of an experiment file, or - for standard input.",
      completion: .presets(.experiments))
    var experiment = "gpt2-small"

    @Option(
      help: ArgumentHelp("Another model, a preset or a path.", valueName: "name"),
      completion: .presets(.models))
    var model: String?

    @OptionGroup var changes: SetOptions

    @OptionGroup var part: TokenOptions

    @Option(
      parsing: .unconditional,
      help: "How many positions of the run are measured; those between are interpolated.")
    var points = 5

    @Option(parsing: .unconditional, help: "How often each is measured; the median counts.")
    var repeats = 5

    @Option(help: ArgumentHelp("Write the day of the measurement, too.", valueName: "text"))
    var date: String?

    @Option(
      name: [.short, .customLong("output")],
      help: ArgumentHelp("Write the baseline to a file; - is standard output.", valueName: "file"),
      completion: .file(extensions: ["yaml"]))
    var output: String

    @Option(help: "What to print beside it.")
    var format = TextOrJSON.text

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      if !(1...1000).contains(points) { throw ValidationError("--points \(points): expected 1 to 1000") }
      if !(1...1000).contains(repeats) { throw ValidationError("--repeats \(repeats): expected 1 to 1000") }
    }

    func run() throws {
      var all: [Override] = []
      if let model {
        all.append(try Override(path: ConfigurationPath(keys: "model"), text: model, option: "--model"))
      }
      all += try changes.overrides()
      let file = try OutputFile(path: output)
      let line = TerminalLine(isQuiet: verbosity.quiet)
      defer { line.clear() }
      let baseline = try Experiment(experiment, with: all).measureProcessor(
        positions: part.selection(), points: points, repeats: repeats,
        progress: line.monitor)
      line.clear()
      try file.write(baseline.document(date: date))
      try file.commit()
      if output == "-" || verbosity.quiet { return }
      switch format {
      case .text: try Standard.print(baseline.text)
      case .json: try Standard.print(baseline.json())
      }
    }
  }
}
