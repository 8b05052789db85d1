internal import PIMConfiguration

extension ReportDocument {
  /// Writes the report in another form, made from its JSON alone: a whole file or none.
  public func write(as format: ReportFormat, to path: String) throws {
    if format == .perfetto {
      let file = try TimelineFile(path: path)
      try write(to: file)
      try file.finish()
      return
    }
    let file = try OutputFile(path: path)
    try file.write(rendered(as: format))
    try file.commit()
  }

  private func rendered(as format: ReportFormat) -> String {
    switch format {
    case .text, .perfetto: text
    case .markdown: markdown
    case .csv: csv
    case .html: html
    }
  }

  /// The report for a terminal: what the simulation printed, but for the hints at its end.
  public var text: String {
    switch content {
    case .simulation(let record): record.text(of: nil)
    case .replay(let record): record.text(of: nil)
    }
  }

  /// Tables, for a pull request.
  public var markdown: String { MarkdownReport.text(of: self) }

  /// One number a line: `section,name,unit,value`.
  public var csv: String { CSVReport.text(of: self) }

  /// A page of its own, with charts.
  public var html: String { HTMLReport.text(of: self) }
}
