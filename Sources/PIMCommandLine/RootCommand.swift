import ArgumentParser
import PIMGPT

/// The root command. Exit status: 0 success, 1 a failed check, 2 an error of usage, configuration or input.
///
/// Every command states its name, since ArgumentParser derives a missing one by dynamic casts. For all
/// commands together that takes a third of the time of a start.
@main
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Tool.name, abstract: "Simulate language models on process-in-memory DRAM.", version: Tool.version,
    subcommands: [
      Simulate.self, Config.self, List.self, Map.self, Compile.self, Replay.self, Check.self, Verify.self,
      Generate.self, MeasureAccuracy.self, Compare.self, Regress.self, SweepCommand.self, Tune.self, Paper.self,
      MeasureBaseline.self, Summary.self, Report.self, Presets.self,
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

  /// An argument in a message, with quotes if nothing of it could be seen.
  private static func quoted(_ argument: String) -> String {
    argument.allSatisfy(\.isWhitespace) ? "'\(argument)'" : InputError.shortened(argument)
  }

  /// Reports an unknown command with the known names; ArgumentParser reports an unexpected argument without
  /// them.
  private static func checkCommandNames(_ arguments: ArraySlice<String>) throws(InputError) {
    var command: any ParsableCommand.Type = Self.self
    // The help of a command that does not exist would be that of the one above.
    let isHelp = arguments.first == "help"
    for argument in isHelp ? arguments.dropFirst() : arguments {
      let commands = command.configuration.subcommands
      if commands.isEmpty && isHelp && !argument.hasPrefix("-") {
        throw InputError(
          quoted(argument), "unknown command", expected: "no more after \(command._commandName)")
      }
      if commands.isEmpty || argument.hasPrefix("-") || argument == "help" { return }
      guard let next = commands.first(where: { $0._commandName == argument }) else {
        // With a default subcommand, a word that names no command is an argument of the default.
        if command.configuration.defaultSubcommand != nil { return }
        let names = commands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        throw InputError(
          quoted(argument), "unknown command",
          expected: "one of \(names.joined(separator: ", "))",
          suggestion: NearMiss.suggestion(for: argument, among: names))
      }
      command = next
    }
  }
}
