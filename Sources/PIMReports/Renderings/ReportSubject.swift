/// An experiment or a system as the user named it: the hints at the end of a report for a terminal quote it.
package struct ReportSubject: Sendable, Hashable {
  /// A preset or a path.
  package let name: String
  /// The command that shows its configuration.
  package let showCommand: String

  package init(name: String, showCommand: String) {
    (self.name, self.showCommand) = (name, showCommand)
  }
}
