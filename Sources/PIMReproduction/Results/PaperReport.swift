internal import Glibc
internal import PIMConfiguration
internal import PIMExperiments
internal import PIMReports

/// The judged claims of a paper with the simulated results, written as a page and as JSON.
public struct PaperReport {
  let results: PaperResults
  /// The store of results for resuming an interrupted run.
  private let store: ResultStore<PaperProduct.Line>?

  init(results: PaperResults, store: ResultStore<PaperProduct.Line>?) {
    (self.results, self.store) = (results, store)
  }

  /// The claims by verdict, as text for a terminal.
  public var text: String {
    var table = TextTable([.left, .left, .left, .left])
    table.row("claim", "paper", "here", "verdict")
    for judged in results.judged {
      table.row(
        judged.claim.statement, judged.claim.says, judged.quantity.text(judged.figure), judged.verdict.title)
    }
    return TextWidth.printable(table.text)
  }

  private static let names = (page: "index.html", results: "results.json")

  /// Checks, before the simulations, that a folder can be written, and changes nothing.
  ///
  /// - Throws: `FileError` or `InputError` for a folder that cannot be written.
  public static func check(folder: String) throws {
    if FilePath.isFolder(folder) {
      for name in [names.page, names.results] { _ = try OutputFile(path: FilePath.joining(folder, name)) }
      return
    }
    // The nearest existing ancestor must be writable.
    var above = folder
    while !above.isEmpty, above != "/", !FilePath.exists(above) { above = FilePath.folder(of: above) }
    if folder.isEmpty { throw FileError(operation: "write into", path: "\"\"", code: ENOENT) }
    let place = above.isEmpty ? "." : above
    if !FilePath.isFolder(place) {
      throw InputError("-o \(InputError.shortened(folder))", "\(place) is a file", expected: "a folder")
    }
    if access(place, W_OK) != 0 { throw FileError(operation: "write into", path: place, code: errno) }
  }

  /// Writes `index.html` and `results.json` into a folder, which is created if necessary. Both files appear
  /// or, as far as the file system can guarantee it, neither.
  ///
  /// - Returns: the paths of the files.
  public func write(to folder: String) throws -> [String] {
    let contents = [
      (Self.names.page, Array(html.utf8)), (Self.names.results, try json()),
    ]
    let isNew = !FilePath.exists(folder)
    var isWritten = false
    // `rmdir` removes the folder only if it is empty.
    defer { if isNew && !isWritten { rmdir(folder) } }
    try FilePath.makeFolder(folder)
    let files = try contents.map { name, bytes in
      let path = FilePath.joining(folder, name)
      let file = try OutputFile(path: path)
      try file.write(bytes)
      return (path, file)
    }
    for (_, file) in files { try file.commit() }
    store?.remove()
    isWritten = true
    return files.map(\.0)
  }
}
