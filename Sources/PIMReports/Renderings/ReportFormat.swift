internal import PIMConfiguration

/// A form that a report can be rendered in.
public enum ReportFormat: String, CaseIterable, Sendable {
  /// For a terminal.
  case text
  /// Tables, for a pull request.
  case markdown
  /// One number a line: `section,name,unit,value`.
  case csv
  /// A page of its own, with charts.
  case html
  /// A timeline of the positions, for Perfetto.
  case perfetto
}
