import ArgumentParser
import Reporting

/// The program. Exit status: 0 all is well, 1 a check failed, 2 usage, configuration or input is wrong.
@main
struct PIMGPT: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: Tool.name, abstract: "Simulate GPT models on process-in-memory DRAM.", version: Tool.version,
    subcommands: [Simulate.self, Config.self, Map.self, Compile.self, Replay.self])

  static let _errorPrefix = "error: "

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Exit.with(error)
    }
  }
}
