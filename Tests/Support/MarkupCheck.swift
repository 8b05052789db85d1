/// A check of pages.
package enum MarkupCheck {
  /// The page as XML: what is opened is closed in order, attributes are in quotes, no stray `<` or `&`.
  package static func faults(_ html: String) -> [String] {
    var open: [Substring] = []
    var faults: [String] = []
    var rest = html[...]
    guard rest.hasPrefix("<!DOCTYPE html>\n") else { return ["no document type"] }
    rest = rest.dropFirst("<!DOCTYPE html>\n".count)
    while let start = rest.firstIndex(of: "<") {
      let between = rest[..<start]
      if between.contains(">") && open.last != "style" { faults.append("a stray > in \(between.prefix(40))") }
      for piece in between.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
      where !["amp;", "lt;", "gt;", "quot;", "#39;"].contains(where: piece.hasPrefix) {
        faults.append("a stray & before \(piece.prefix(20))")
      }
      guard let end = rest[start...].firstIndex(of: ">") else { return faults + ["a tag without end"] }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        if open.popLast() != tag.dropFirst() {
          faults.append("</\(tag.dropFirst())> closes what is not open")
        }
        continue
      }
      if tag.filter({ $0 == "\"" }).count % 2 != 0 { faults.append("quotes of <\(tag)>") }
      let name = tag.prefix { $0 != " " && $0 != "/" }
      let isVoid = tag.hasSuffix("/")
      if !isVoid { open.append(name) }
      if isVoid, !["meta", "rect", "line", "polyline", "polygon"].contains(name) {
        faults.append("<\(name)/>")
      }
    }
    return faults + open.map { "<\($0)> is not closed" }
  }
}
