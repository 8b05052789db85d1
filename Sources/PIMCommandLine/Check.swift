import ArgumentParser
import PIMGPT

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a command trace against a system's timing rules, bank states and refresh.",
    discussion: """
      Exit status 0 if nothing is wrong, 1 if a command breaks a rule, 2 if the trace cannot be read. The checker shares the \
      rule table with the engines, and nothing else.
      """)

  @Argument(
    help: "A command trace, as --command-trace writes it; - is standard input.", completion: .file())
  var commands: String

  @Option(
    help: ArgumentHelp("The machine, a preset or a path.", valueName: "name"), completion: .presets(.systems))
  var system: String

  @OptionGroup var changes: SetOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Print the first so many violations; all are counted.", valueName: "n"))
  var first = 20

  @Flag(help: "Print every violation.")
  var all = false

  @OptionGroup var options: PrintOptions<TextOrJSON>

  func validate() throws {
    if first < 0 { throw ValidationError("--first \(first): expected 0 or more") }
  }

  func run() throws {
    let machine = try SystemDocument(system, overrides: changes.texts)
    let printout = try options.open()
    let line = TerminalLine(isQuiet: options.isQuiet)
    defer { line.clear() }
    // On standard output violations are shown as they are found: there may be millions.
    let isImmediate = options.format == .text && options.output == nil && !options.isQuiet
    let check = try machine.check(
      commandTrace: commands, shown: all || options.isVerbose ? nil : first, progress: line.monitor,
      show: isImmediate
        ? { text in
          line.clear()
          try Standard.print(text + "\n")
        } : nil)
    line.clear()
    switch options.format {
    case .text:
      let hasLines = check.violations > 0 && (all || options.isVerbose || first > 0)
      let lines = isImmediate ? [] : check.lines.map { $0 + "\n" }
      try printout.print(lines.joined() + (hasLines ? "\n" : "") + check.summary)
    case .json: try printout.print(check.json())
    }
    if !check.isClean { throw ExitCode(Exit.violation) }
  }
}
