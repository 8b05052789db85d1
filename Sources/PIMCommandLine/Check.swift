import ArgumentParser
import PIMGPT

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a command trace against a system's timing rules, bank states and refresh.",
    discussion: """
      Exit status 0 if nothing is wrong, 1 if a command breaks a rule, 2 if the trace cannot be read. The checker shares the \
      rule table with the engines, and nothing else.
      """)

  @Argument(help: "A command trace, as --command-trace writes it; - is standard input.")
  var commands: String

  @Option(help: ArgumentHelp("The machine, a preset or a path.", valueName: "name"))
  var system: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Replace a value: --set system.timing.tRCDRD=20ns. May be repeated.", valueName: "path=value"))
  var overrides: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Print the first so many violations; all are counted.", valueName: "n"))
  var first = 20

  @Flag(help: "Print every violation.")
  var all = false

  func validate() throws {
    if first < 0 { throw ValidationError("--first \(first): expected 0 or more") }
  }

  func run() throws {
    let machine = try SystemDocument(system, overrides: overrides)
    let line = TerminalLine()
    defer { line.clear() }
    let check = try machine.check(
      commandTrace: commands, shown: all ? nil : first, progress: line.monitor
    ) { text in
      line.clear()
      try Standard.print(text + "\n")
    }
    line.clear()
    if check.violations > 0, all || first > 0 { try Standard.print("\n") }
    try Standard.print(check.summary)
    if !check.isClean { throw ExitCode(Exit.violation) }
  }
}
