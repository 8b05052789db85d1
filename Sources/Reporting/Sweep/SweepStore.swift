internal import Configuration
internal import Glibc
internal import Synchronization

/// The results of a sweep in a folder: `results.jsonl`, one line of JSON a point, to which lines are only ever appended; and
/// `point-KEY.json`, the same line from a run of a single point. It is named by what the point is and not by its index, so that a sweep
/// that was extended in between does not write over what it has.
///
/// A line is written by one call and is on the disk before the next point begins on its thread, so a process that is killed loses the
/// points under way and nothing else. A last line without its end was being written: it is dropped.
final class SweepStore: Sendable {
  static let fileName = "results.jsonl"
  private static let schema = "pimgpt-sweep-results"
  private static let version = 1
  private static let largestFile = 1 << 30

  let folder: String
  private let sweep: String

  init(folder: String, sweep: Sweep) {
    self.folder = folder
    self.sweep = sweep.name
  }

  var path: String { FilePath.joining(folder, Self.fileName) }

  /// Where the result of a point stands that is run alone.
  func path(ofPoint key: String) -> String { FilePath.joining(folder, "point-\(key.prefix(24)).json") }

  private static func isPoint(_ name: String) -> Bool { name.hasPrefix("point-") && name.hasSuffix(".json") }

  private func header() -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("schema", Self.schema)
      json.member("schema_version", Self.version)
      json.member("sweep", sweep)
    }
    return JSONLine.of(json.finish())
  }

  // MARK: Reading

  /// What a folder holds, by key, and what there is to say about it.
  struct Contents {
    var results: [String: SweepResult] = [:]
    var notes: [String] = []
    /// Bytes of `results.jsonl` that are whole lines.
    var length = 0
  }

  /// Everything in the folder; nothing if there is none.
  ///
  /// - Throws: a file that is not this sweep's, and lines that are not results.
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

  /// The result of one point; nil if there is none. Reads the files of no other point.
  func read(_ key: String) throws -> SweepResult? {
    let file = path(ofPoint: key)
    if FilePath.isFile(file), case let result = try readPoint(file), result.key == key { return result }
    return try readLines().results[key]
  }

  private func readPoint(_ file: String) throws -> SweepResult {
    var bytes = try FilePath.read(file, atMost: Self.largestFile)
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return try at(line: 1, of: file) { () throws(ConfigurationError) in
      try SweepResult(reading: bytes, of: file)
    }
  }

  /// - Parameter isHeaderOnly: whether to check whose file it is, and no more.
  private func readLines(isHeaderOnly: Bool = false) throws -> Contents {
    var contents = Contents()
    if FilePath.isFile(path) {
      let bytes = try FilePath.read(path, atMost: Self.largestFile)
      let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      contents.length = end
      if end < bytes.count {
        // Of a header, no line is worth a word.
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
            let result = try SweepResult(reading: Array(line), of: path)
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
        "\(error) (this is no result of this sweep; take the line out, or give another folder with -o)")
    }
  }

  private func checkHeader(_ section: inout Section) throws(ConfigurationError) {
    let schema = try section.text("schema")
    guard schema == Self.schema else {
      throw section.error(
        "schema", "another kind of file", found: Node.shown(schema), expected: "\"\(Self.schema)\"")
    }
    _ = try section.integer("schema_version", in: Self.version...Self.version)
    let name = try section.text("sweep")
    guard name == sweep else {
      throw section.error(
        "sweep", "results of another sweep", found: Node.shown(name), expected: "\"\(sweep)\"")
    }
    try section.finish()
  }

  private func foreign(_ what: String) -> SweepError {
    SweepError(
      "\(path): \(what); expected the results of the sweep \"\(sweep)\", or no file; give another folder with -o"
    )
  }

  // MARK: Writing

  /// Makes the folder and those above it.
  func makeFolder() throws { try FilePath.makeFolder(folder) }

  /// Opens `results.jsonl` for one process at a time, drops a line that is cut off, and reads what is there.
  ///
  /// - Parameter isFresh: whether what is there is thrown away.
  func open(isFresh: Bool) throws -> (Appender, Contents) {
    try makeFolder()
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(operation: "write", path: path, code: errno) }
    let appender = Appender(descriptor: descriptor, path: path)
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      if errno == EWOULDBLOCK {
        throw SweepError(
          "\(path): another process runs this sweep; wait for it, or give another folder with -o")
      }
      throw FileError(operation: "lock", path: path, code: errno)
    }
    if isFresh {
      // Of another's file nothing is thrown away.
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
    if contents.length == 0 { try appender.append(header()) }
    return (appender, contents)
  }

  /// Adds lines to the end of a file.
  final class Appender: Sendable {
    private let descriptor: Int32
    private let path: String
    private let lock = Mutex(())

    init(descriptor: Int32, path: String) {
      self.descriptor = descriptor
      self.path = path
    }

    deinit { close(descriptor) }

    /// Writes a line by one call, and waits until it is on the disk.
    func append(_ line: [UInt8]) throws(FileError) {
      let code = lock.withLock { _ -> Int32 in
        let start = lseek(descriptor, 0, SEEK_END)
        let count = line.withUnsafeBytes { buffer in
          while true {
            let count = write(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 || errno != EINTR { return count }
          }
        }
        if count == line.count { return fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno }
        let code = count < 0 ? errno : ENOSPC
        // A part of a line would be taken for one that was cut off, and the next line would be joined to it.
        if start >= 0 { _ = ftruncate(descriptor, start) }
        return code
      }
      if code != 0 { throw FileError(operation: "write", path: path, code: code) }
    }
  }
}
