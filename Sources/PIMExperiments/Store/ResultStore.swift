internal import Glibc
internal import PIMConfiguration
internal import Synchronization

/// The results of a sweep or a paper in a folder. One file has a line of JSON for each result and only grows.
/// `point-KEY.json` is the same line from a run of a single point of a sweep. Its name is the point's key and
/// not its index, so that a sweep that was extended in between does not overwrite the result of another
/// point.
///
/// A line is written by one call and is on the disk before its thread begins the next point, so a process
/// that is killed loses only the points in progress. A last line without line end is incomplete and is
/// dropped.
package final class ResultStore<Stored: StoredResult>: Sendable {
  private static var version: Int { 1 }
  private static var largestFile: Int { 1 << 30 }

  let folder: String
  private let kind: StoreKind
  private let name: String

  package init(_ kind: StoreKind, folder: String, name: String) {
    (self.kind, self.folder, self.name) = (kind, folder, name)
  }

  package var path: String { FilePath.joining(folder, kind.fileName) }

  /// The file for the result of a point that is run on its own.
  func path(ofPoint key: String) -> String { FilePath.joining(folder, "point-\(key.prefix(24)).json") }

  private static func isPoint(_ name: String) -> Bool { name.hasPrefix("point-") && name.hasSuffix(".json") }

  private func header() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", kind.schema)
      json.member("schema_version", Self.version)
      json.member(kind.noun, name)
    }
    return JSONLine.of(json.finish())
  }

  // MARK: Reading

  /// The results of a folder by key, with remarks on the files.
  package struct Contents {
    package var results: [String: Stored] = [:]
    package var notes: [String] = []
    /// The number of bytes of the file's complete lines.
    var length = 0
  }

  /// Reads all results in the folder; there are none if the folder does not exist.
  ///
  /// - Throws: `SweepError` for the file of another sweep or a line that is not a result; `FileError`.
  func read() throws -> Contents {
    if folder.isEmpty { throw FileError(operation: "read", path: "\"\"", code: ENOENT) }
    if FilePath.isFile(folder) { throw FileError(operation: "read", path: folder, code: ENOTDIR) }
    var contents = try readLines()
    for name in FilePath.names(in: folder) where Self.isPoint(name) {
      let result = try readPoint(FilePath.joining(folder, name))
      contents.results[result.key] = result
    }
    return contents
  }

  /// The result of one point; nil if there is none. The files of other points are not read.
  func read(_ key: String) throws -> Stored? {
    let file = path(ofPoint: key)
    if FilePath.isFile(file), case let result = try readPoint(file), result.key == key { return result }
    return try readLines().results[key]
  }

  private func readPoint(_ file: String) throws -> Stored {
    var bytes = try FilePath.read(file, atMost: Self.largestFile)
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return try at(line: 1, of: file) { () throws(ConfigurationError) in
      try Stored(reading: bytes, of: file)
    }
  }

  /// - Parameter isHeaderOnly: checks only the header, which names the sweep or paper, and reads no results.
  private func readLines(isHeaderOnly: Bool = false) throws -> Contents {
    var contents = Contents()
    if FilePath.isFile(path) {
      let bytes = try FilePath.read(path, atMost: Self.largestFile)
      let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      contents.length = end
      if end < bytes.count {
        // A truncated header needs no remark: it has no results.
        if end > 0 {
          contents.notes.append("\(path): the last line is cut off and does not count")
        } else if !header().starts(with: bytes) {
          throw foreign("no line of results")
        }
      }
      for (number, line) in bytes[..<end].split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
      ).dropLast().prefix(isHeaderOnly ? 1 : .max).enumerated() {
        try at(line: number + 1, of: path) { () throws(ConfigurationError) in
          if number == 0 {
            var section = try Document.parse(bytes: Array(line), name: path, syntax: .json).mapping()
            try checkHeader(&section)
          } else {
            let result = try Stored(reading: Array(line), of: path)
            contents.results[result.key] = result
          }
        }
      }
    }
    return contents
  }

  private func at<Result>(
    line: Int, of file: String, _ body: () throws(ConfigurationError) -> Result
  ) throws -> Result {
    do throws(ConfigurationError) {
      return try body()
    } catch {
      var error = error
      if let mark = error.mark { error.mark = Mark(file: file, line: line, column: mark.column) }
      throw SweepError(
        "\(error) (this is no result of this \(kind.noun); take the line out, or give another folder with \(kind.option))"
      )
    }
  }

  private func checkHeader(_ section: inout Section) throws(ConfigurationError) {
    let schema = try section.text("schema")
    guard schema == kind.schema else {
      throw section.error(
        "schema", "another kind of file", found: Node.shown(schema), expected: "\"\(kind.schema)\"")
    }
    _ = try section.integer("schema_version", in: Self.version...Self.version)
    let found = try section.text(kind.noun)
    guard found == name else {
      throw section.error(
        kind.noun, "results of another \(kind.noun)", found: Node.shown(found), expected: "\"\(name)\"")
    }
    try section.finish()
  }

  private func foreign(_ what: String) -> SweepError {
    SweepError(
      "\(path): \(what); expected the results of the \(kind.noun) \"\(name)\", or no file; give another folder with \(kind.option)"
    )
  }

  // MARK: Writing

  /// Removes the file after its results were stored elsewhere.
  package func remove() { unlink(path) }

  /// Creates the folder and the folders above it.
  func makeFolder() throws { try FilePath.makeFolder(folder) }

  /// Opens the file exclusively for this process, drops a truncated last line, and reads the results.
  ///
  /// - Parameter isFresh: discards earlier results.
  package func open(isFresh: Bool) throws -> (ResultAppender, Contents) {
    let made = try OutputFile.makeUnfinishedFolder(folder)
    var isKept = false
    defer {
      if !isKept {
        for name in made.reversed() {
          rmdir(name)
          OutputFile.noteFinished(name)
        }
      }
    }
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(operation: "write", path: path, code: errno) }
    let appender = ResultAppender(descriptor: descriptor, path: path)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      if errno == EWOULDBLOCK {
        throw SweepError(
          "\(path): another process runs this \(kind.noun); wait for it, or give another folder with \(kind.option)")
      }
      throw FileError(operation: "lock", path: path, code: errno)
    }
    if isFresh {
      // Checks that the file belongs to this sweep before results are discarded.
      _ = try readLines(isHeaderOnly: true)
      for name in FilePath.names(in: folder) where Self.isPoint(name) {
        let file = FilePath.joining(folder, name)
        if unlink(file) != 0 { throw FileError(operation: "remove", path: file, code: errno) }
      }
    }
    let contents = isFresh ? Contents() : try read()
    if ftruncate(descriptor, off_t(contents.length)) != 0 {
      throw FileError(operation: "write", path: path, code: errno)
    }
    isKept = true
    if contents.results.isEmpty { appender.removesUnlessUsed(path, made) }
    if contents.length == 0 { try appender.write(header()) }
    return (appender, contents)
  }
}
