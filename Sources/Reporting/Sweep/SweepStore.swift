internal import Configuration
internal import Glibc
internal import Synchronization

/// The results of a sweep in a folder: `results.jsonl`, one line of JSON a point, to which lines are only ever appended; and
/// `point-I.json`, the same line from a run of a single point.
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

  func path(ofPoint index: Int) -> String { FilePath.joining(folder, "point-\(index).json") }

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
    var contents = Contents()
    if FilePath.isFile(path) {
      let bytes = try FilePath.read(path, atMost: Self.largestFile)
      let end = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      contents.length = end
      if end < bytes.count {
        // Of a header, no line is worth a word.
        if end > 0 {
          contents.notes.append("\(path): the last line is cut off; its point is run again")
        } else if !header().starts(with: bytes) {
          throw foreign("no line of results")
        }
      }
      for (number, line) in bytes[..<end].split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
      ).dropLast().enumerated() {
        try at(line: number + 1, of: path) { () throws(ConfigurationError) in
          var section = try Document.parse(bytes: Array(line), name: path).mapping()
          if number == 0 {
            try checkHeader(&section)
          } else {
            let result = try SweepResult(&section)
            contents.results[result.key] = result
          }
        }
      }
    }
    for name in FilePath.names(in: folder) where name.hasPrefix("point-") && name.hasSuffix(".json") {
      let file = FilePath.joining(folder, name)
      let bytes = try FilePath.read(file, atMost: Self.largestFile)
      try at(line: 1, of: file) { () throws(ConfigurationError) in
        var section = try Document.parse(bytes: bytes, name: file).mapping()
        let result = try SweepResult(&section)
        contents.results[result.key] = result
      }
    }
    return contents
  }

  private func at(line: Int, of file: String, _ body: () throws(ConfigurationError) -> Void) throws {
    do throws(ConfigurationError) {
      try body()
    } catch {
      var error = error
      if let mark = error.mark { error.mark = Mark(file: file, line: line, column: mark.column) }
      throw SweepError(
        "\(error) (this is no result of a sweep; take the line out, or give another folder with -o)")
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

  /// Removes all results.
  func clear() throws {
    for name in FilePath.names(in: folder)
    where name == Self.fileName || name.hasPrefix("point-") && name.hasSuffix(".json") {
      let file = FilePath.joining(folder, name)
      if unlink(file) != 0 { throw FileError(operation: "remove", path: file, code: errno) }
    }
  }

  /// Opens `results.jsonl` for one process at a time, drops a line that is cut off, and reads what is there.
  func open() throws -> (Appender, Contents) {
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
    let contents = try read()
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
