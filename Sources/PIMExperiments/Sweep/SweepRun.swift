internal import Glibc
public import PIMConfiguration
internal import PIMReports
internal import Synchronization

/// The execution of a sweep with its folder of results: run, resumed, or collected.
public struct SweepRun {
  /// The sweep.
  public private(set) var sweep: Sweep
  private let store: ResultStore<SweepResult>

  /// Reads a sweep.
  ///
  /// - Parameters:
  ///   - folder: the folder of results; nil for `reports/sweeps/NAME`.
  ///   - competitors: the points that compete in the Pareto front; nil for those that the file selects.
  public init(
    _ path: String, folder: String? = nil, competitors: Sweep.Competitors? = nil,
    library: PresetLibrary = .standard()
  ) throws {
    sweep = try Sweep(path: path, library: library)
    if let competitors { sweep.competitors = competitors }
    store = ResultStore(.sweep, folder: folder ?? "reports/sweeps/\(sweep.name)", name: sweep.name)
  }

  /// The folder of the results.
  public var folder: String { store.folder }

  /// The progress of a sweep after a point.
  public struct Event: Sendable {
    /// The number of points with a result.
    public let done: Int
    /// The number of failed points.
    public let failed: Int
    /// The number of points of the sweep.
    public let total: Int
    /// The number of points that this process has completed.
    public let doneNow: Int
    /// The title of the point and its outcome; empty before the first point.
    public let line: String

    package init(done: Int, failed: Int, total: Int, doneNow: Int, line: String) {
      self.done = done
      self.failed = failed
      self.total = total
      self.doneNow = doneNow
      self.line = line
    }
  }

  /// Runs all points without a result. Points with the same key are run once.
  ///
  /// - Parameters:
  ///   - jobs: the number of concurrent simulations; nil for one per core.
  ///   - isFresh: discards earlier results.
  ///   - note: receives remarks on earlier results.
  ///   - progress: receives an event after each point; calls do not overlap.
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

  /// Runs one point and writes its result to a file of its own, unless a result exists. No other point is
  /// resolved or read.
  ///
  /// - Returns: the outcome of the point as text, and whether the point was run.
  public func run(index: Int) throws -> (result: String, isFailure: Bool, wasRun: Bool) {
    guard sweep.points.indices.contains(index) else {
      throw InputError(
        "--index \(index)", "no such point",
        expected: sweep.points.count == 1 ? "0, the only one" : "0 to \(sweep.points.count - 1)")
    }
    let point = sweep.resolve(sweep.points[index])
    let title = "point \(index): \(sweep.title(of: point.point))"
    let remark = point.uncosted.isEmpty ? "" : "; \(point.uncosted.text)"
    if let known = try store.read(point.key) {
      return ("\(title): \(known.words)\(remark)", known.failure != nil, false)
    }
    try store.makeFolder()
    let file = try OutputFile(path: store.path(ofPoint: point.key))
    let (result, line) = sweep.line(of: point)
    try file.write(line)
    try file.commit()
    return ("\(title): \(result.words)\(remark)", result.failure != nil, true)
  }

  /// The table of the stored results.
  public func collect(note: (String) -> Void = { _ in }) throws -> SweepTable {
    let points = try sweep.resolve()
    let contents = try store.read()
    contents.notes.forEach(note)
    report(contents, of: points, note)
    return SweepTable(sweep: sweep, points: points, results: contents.results)
  }

  /// The stored result of a point, as one line of JSON.
  ///
  /// - Throws: a result that cannot be read.
  public func result(ofPoint index: Int) throws -> [UInt8] {
    try store.read(sweep.resolve(sweep.points[index]).key)?.line() ?? []
  }

  private static let fileNames = (table: "sweep.csv", json: "sweep.json", page: "index.html")

  /// Checks, before the simulations, that `write` will be able to write its files, and leaves none behind.
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
