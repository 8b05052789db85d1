import ArgumentParser
import PIMGPT

/// The program. Exit status: 0 all is well, 1 a check failed, 2 usage, configuration or input is wrong.
@main
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Tool.name, abstract: "Simulate GPT models on process-in-memory DRAM.", version: Tool.version,
    subcommands: [
      Simulate.self, Config.self, Map.self, Compile.self, Replay.self, Check.self, Verify.self, Generate.self,
      MeasureAccuracy.self, Compare.self, Regress.self, SweepCommand.self, Paper.self, MeasureBaseline.self,
      Summary.self, Report.self,
    ])

  static let _errorPrefix = "error: "

  static func main() {
    Process.prepare()
    do {
      try checkCommandNames(CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Exit.with(error)
    }
  }

  /// An unknown command would be reported as an unexpected argument, without the names that there are.
  private static func checkCommandNames(_ arguments: ArraySlice<String>) throws(InputError) {
    var command: any ParsableCommand.Type = Self.self
    for argument in arguments {
      let commands = command.configuration.subcommands
      if commands.isEmpty || argument.hasPrefix("-") || argument == "help" { return }
      guard let next = commands.first(where: { $0._commandName == argument }) else {
        // A word that is no command is an argument of the default command.
        if command.configuration.defaultSubcommand != nil { return }
        let names = commands.map { $0._commandName }
        throw InputError(
          InputError.shortened(argument), "unknown command",
          expected: "one of \(names.joined(separator: ", "))",
          suggestion: NearMiss.suggestion(for: argument, among: names))
      }
      command = next
    }
  }
}
