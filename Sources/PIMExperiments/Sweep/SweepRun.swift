internal import Glibc
public import PIMConfiguration
internal import PIMReports
internal import Synchronization

/// A sweep with its folder of results: run, resumed, or gathered.
public struct SweepRun {
  /// The sweep.
  public let sweep: Sweep
  private let store: ResultStore<SweepResult>

  /// Reads a sweep.
  ///
  /// - Parameter folder: where results are kept; nil for `reports/sweeps/NAME`.
  public init(_ path: String, folder: String? = nil, library: PresetLibrary = .standard()) throws {
    sweep = try Sweep(path: path, library: library)
    store = ResultStore(.sweep, folder: folder ?? "reports/sweeps/\(sweep.name)", name: sweep.name)
  }

  /// The folder of its results.
  public var folder: String { store.folder }

  /// The progress of a sweep after a point.
  public struct Event: Sendable {
    /// Points with a result, of all.
    public let done: Int
    /// Points of those that failed.
    public let failed: Int
    /// All points of the sweep.
    public let total: Int
    /// Points of this process with a result.
    public let doneNow: Int
    /// The point in words, and what became of it; empty before the first.
    public let line: String

    package init(done: Int, failed: Int, total: Int, doneNow: Int, line: String) {
      self.done = done
      self.failed = failed
      self.total = total
      self.doneNow = doneNow
      self.line = line
    }
  }

  /// Runs all points that have no result yet. Points that mean the same are run once.
  ///
  /// - Parameters:
  ///   - jobs: how many at a time; nil for as many as there are cores.
  ///   - isFresh: whether earlier results are thrown away.
  ///   - note: receives what there is to say about earlier results.
  ///   - progress: called after each point, by one thread at a time.
  /// - Returns: the table of all points.
  public func run(
    jobs: Int? = nil, isFresh: Bool = false, note: (String) -> Void = { _ in },
    progress: @escaping @Sendable (Event) -> Void = { _ in }
  ) throws -> SweepTable {
    let points = try sweep.resolve()
    try checkFiles()
    let (appender, contents) = try store.open(isFresh: isFresh)
    contents.notes.forEach(note)
    report(contents, of: points, note)
    struct State {
      var results: [String: SweepResult]
      var failure: FileError?
      var done: Int
      var failed: Int
      var doneNow = 0
    }
    var missing: [Sweep.ResolvedPoint] = []
    var count: [String: Int] = [:]
    for point in points {
      count[point.key, default: 0] += 1
      if contents.results[point.key] == nil, count[point.key] == 1 { missing.append(point) }
    }
    let known = points.compactMap { contents.results[$0.key] }
    let state = Mutex(
      State(
        results: contents.results, failure: nil, done: known.count, failed: known.count { $0.failure != nil })
    )
    let (todo, counts, sweep, total) = (missing, count, sweep, points.count)
    if !todo.isEmpty {
      let failed = state.withLock { $0.failed }
      progress(Event(done: known.count, failed: failed, total: total, doneNow: 0, line: ""))
    }
    Workers.forEach(todo.count, jobs: jobs ?? Workers.cores) { index in
      let (result, line) = sweep.line(of: todo[index])
      return state.withLock { state in
        do throws(FileError) {
          try appender.append(line)
        } catch {
          state.failure = state.failure ?? error
          return false
        }
        state.results[result.key] = result
        let same = counts[result.key] ?? 1
        state.done += same
        state.doneNow += same
        if result.failure != nil { state.failed += same }
        progress(
          Event(
            done: state.done, failed: state.failed, total: total, doneNow: state.doneNow,
            line: "point \(todo[index].point.index): \(result.title): \(result.words)"))
        return true
      }
    }
    let end = state.withLock { $0 }
    if let failure = end.failure { throw failure }
    return SweepTable(sweep: sweep, points: points, results: end.results)
  }

  private func report(
    _ contents: ResultStore<SweepResult>.Contents, of points: [Sweep.ResolvedPoint], _ note: (String) -> Void
  ) {
    let keys = Set(points.map(\.key))
    let known = points.count { contents.results[$0.key] != nil }
    let others = contents.results.keys.count { !keys.contains($0) }
    if known > 0 {
      note(
        "\(NumberText.count(known)) of \(NumberText.count(points.count)) points have a result in \(folder)")
    }
    if others > 0 {
      note(
        "\(NumberText.count(others)) \(others == 1 ? "result" : "results") in \(folder) of other configurations, left aside"
      )
    }
  }

  /// Runs one point, and writes its result to a file of its own; nothing if it has a result already. No other
  /// point is resolved or read.
  ///
  /// - Returns: what became of the point, and whether it was run.
  public func run(index: Int) throws -> (result: String, isFailure: Bool, wasRun: Bool) {
    guard sweep.points.indices.contains(index) else {
      throw InputError(
        "--index \(index)", "no such point",
        expected: sweep.points.count == 1 ? "0, the only one" : "0 to \(sweep.points.count - 1)")
    }
    let point = sweep.resolve(sweep.points[index])
    let title = "point \(index): \(sweep.title(of: point.point))"
    if let known = try store.read(point.key) {
      return ("\(title): \(known.words)", known.failure != nil, false)
    }
    try store.makeFolder()
    let file = try OutputFile(path: store.path(ofPoint: point.key))
    let (result, line) = sweep.line(of: point)
    try file.write(line)
    try file.commit()
    return ("\(title): \(result.words)", result.failure != nil, true)
  }

  /// Gathers the results that are there.
  public func collect(note: (String) -> Void = { _ in }) throws -> SweepTable {
    let points = try sweep.resolve()
    let contents = try store.read()
    contents.notes.forEach(note)
    report(contents, of: points, note)
    return SweepTable(sweep: sweep, points: points, results: contents.results)
  }

  private static let fileNames = (table: "sweep.csv", json: "sweep.json", page: "index.html")

  /// Finds out, before the work, whether `write` can write; nothing is left of it.
  private func checkFiles() throws {
    for name in [Self.fileNames.table, Self.fileNames.json, Self.fileNames.page] {
      _ = try OutputFile(path: FilePath.joining(folder, name))
    }
  }

  /// Writes `sweep.csv`, `sweep.json` and `index.html` beside the results.
  ///
  /// - Returns: their paths.
  public func write(_ table: SweepTable) throws -> [String] {
    try store.makeFolder()
    let files: [(String, [UInt8])] = [
      (Self.fileNames.table, Array(table.csv.utf8)), (Self.fileNames.json, try table.json()),
      (Self.fileNames.page, Array(SweepPage(table).text.utf8)),
    ]
    return try files.map { name, bytes in
      let path = FilePath.joining(folder, name)
      try OutputFile.write(bytes, to: path)
      return path
    }
  }
}
