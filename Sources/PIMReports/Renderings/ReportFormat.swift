internal import PIMConfiguration

/// What a report can be rendered as.
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
