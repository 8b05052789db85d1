internal import Configuration

/// What a report can be rendered as.
public enum ReportFormat: String, CaseIterable, Sendable {
  /// For a terminal.
  case text
  /// A page of its own, with charts.
  case html
}

extension ReportDocument {
  /// The report in another form, made from its JSON alone.
  public func rendered(as format: ReportFormat) throws -> [UInt8] {
    switch format {
    case .text: Array(text.utf8)
    case .html: Array(HTMLReport.text(of: self).utf8)
    }
  }

  /// The report for a terminal: what the simulation printed, but for the hints at its end.
  public var text: String {
    switch content {
    case .simulation(let record): record.text(name: nil)
    case .replay(let record): record.text(system: nil)
    }
  }
}
