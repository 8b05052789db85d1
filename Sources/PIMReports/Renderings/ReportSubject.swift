/// The user's name of an experiment or a system, quoted by the hints at the end of a report for a terminal.
package struct ReportSubject: Sendable, Hashable {
  /// The name of a preset, a path, or `--model` and one of them.
  package let name: String
  /// The command that shows its configuration; nil if none does.
  package let showCommand: String?

  package init(name: String, showCommand: String?) {
    (self.name, self.showCommand) = (name, showCommand)
  }
}
