internal import PIMConfiguration

extension ReportDocument {
  /// Writes the report in another format, rendered from its JSON alone. The file appears whole or not at all.
  public func write(as format: ReportFormat, to path: String) throws {
    if format == .perfetto {
      let file = try TimelineFile(path: path)
      try write(to: file)
      try file.finish()
      return
    }
    let file = try OutputFile(path: path)
    if format == .json { try file.write(json()) } else { try file.write(rendered(as: format)) }
    try file.commit()
  }

  private func rendered(as format: ReportFormat) -> String {
    switch format {
    case .text, .perfetto, .json: text
    case .markdown: markdown
    case .csv: csv
    case .html: html
    }
  }

  /// The report as text for a terminal: the output of the simulation without the hints at its end.
  public var text: String { text(isVerbose: false) }

  /// The report as text for a terminal.
  ///
  /// - Parameter isVerbose: adds tables of layers and device parts, and the commands of each channel.
  public func text(isVerbose: Bool) -> String {
    switch content {
    case .simulation(let record): record.text(of: nil, isVerbose: isVerbose)
    case .replay(let record): record.text(of: nil, isVerbose: isVerbose)
    }
  }

  /// The bytes that `simulate -o` or `replay -o` wrote.
  ///
  /// - Throws: a number that JSON cannot hold.
  public func json() throws -> [UInt8] {
    switch content {
    case .simulation(let record): try record.json()
    case .replay(let record): try record.json()
    }
  }

  /// The report as Markdown tables, for a pull request.
  public var markdown: String { MarkdownReport.text(of: self) }

  /// The report as CSV, one number a line: `section,name,unit,value`.
  public var csv: String { CSVReport.text(of: self) }

  /// The report as one self-contained HTML page with charts.
  public var html: String { HTMLReport.text(of: self) }
}
