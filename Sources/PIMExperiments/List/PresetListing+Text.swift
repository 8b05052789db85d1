internal import PIMConfiguration
internal import PIMReports

extension PresetListing {
  /// The presets as a table for a terminal, a line each under a line of headings.
  public var text: String {
    let columns = rows.first?.facts.filter { $0.heading != nil } ?? []
    guard !columns.isEmpty else { return "" }
    let hasNotes = rows.contains { $0.note != nil }
    var table = TextTable(
      [.left] + columns.map { $0.isNumber ? .right : .left } + (hasNotes ? [.left] : []))
    table.row(["name"] + columns.compactMap(\.heading))
    for row in rows {
      let cells = row.facts.compactMap { $0.heading == nil ? nil : $0.shown }
      table.row([row.name] + cells + (row.note.map { [$0] } ?? []))
    }
    return TextWidth.printable(table.text)
  }

  /// The presets of one kind as its table, of several kinds as a table each under the kind's name.
  public static func text(_ listings: [PresetListing]) -> String {
    if listings.count == 1 { return listings[0].text }
    return listings.map { "\($0.kind.rawValue)\n\($0.text)" }.joined(separator: "\n")
  }
}
