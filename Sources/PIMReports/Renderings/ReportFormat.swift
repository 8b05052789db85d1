internal import PIMConfiguration

/// A format that a report can be rendered in.
public enum ReportFormat: String, CaseIterable, Sendable {
  /// Text for a terminal.
  case text
  /// Markdown tables, for a pull request.
  case markdown
  /// CSV, one number a line: `section,name,unit,value`.
  case csv
  /// One self-contained HTML page with charts.
  case html
  /// A timeline of the positions, for Perfetto.
  case perfetto
  /// The report itself, for programs.
  case json
}
