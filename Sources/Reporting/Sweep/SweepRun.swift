public import Configuration
internal import Glibc
internal import Synchronization

/// A sweep with its folder of results: run, resumed, or gathered.
public struct SweepRun {
  public let sweep: Sweep
  public let points: [Sweep.ResolvedPoint]
  private let store: SweepStore

  /// Reads a sweep and resolves its points.
  ///
  /// - Parameter folder: where results are kept; nil for `reports/sweeps/NAME`.
  public init(_ path: String, folder: String? = nil, library: PresetLibrary = .standard()) throws {
    sweep = try Sweep(path: path, library: library)
    points = try sweep.resolve()
    store = SweepStore(folder: folder ?? "reports/sweeps/\(sweep.name)", sweep: sweep)
  }

  public var folder: String { store.folder }

  /// What happens to a point.
  public struct Event: Sendable {
    /// Points with a result, of all.
    public let done: Int
    public let failed: Int
    public let total: Int
    /// Points of this process with a result.
    public let doneNow: Int
    /// The point in words, and what became of it.
    public let line: String
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
    if isFresh { try store.clear() }
    let (appender, contents) = try store.open()
    contents.notes.forEach(note)
    report(contents, note)
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
    SweepWorkers.forEach(todo.count, jobs: jobs ?? SweepWorkers.cores) { index in
      let result = sweep.simulate(todo[index])
      return state.withLock { state in
        do {
          try appender.append(try result.line())
        } catch let error as FileError {
          state.failure = state.failure ?? error
          return false
        } catch {
          // A number that JSON cannot hold: the point has failed.
          let failed = SweepResult(key: result.key, title: result.title, outcome: .failed("\(error)"))
          return Self.append(failed, by: appender, failure: &state.failure)
            && Self.book(failed, into: &state.results)
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

  private static func append(
    _ result: SweepResult, by appender: SweepStore.Appender, failure: inout FileError?
  ) -> Bool {
    do {
      try appender.append(try result.line())
      return true
    } catch {
      failure = failure ?? error as? FileError
      return false
    }
  }

  private static func book(_ result: SweepResult, into results: inout [String: SweepResult]) -> Bool {
    results[result.key] = result
    return true
  }

  private func report(_ contents: SweepStore.Contents, _ note: (String) -> Void) {
    let keys = Set(points.map(\.key))
    let known = points.count { contents.results[$0.key] != nil }
    let others = contents.results.keys.count { !keys.contains($0) }
    if known > 0 {
      note(
        "\(NumberText.count(known)) of \(NumberText.count(points.count)) points have a result in \(folder)")
    }
    if others > 0 {
      note("\(NumberText.count(others)) results in \(folder) are of other configurations, and are left aside")
    }
  }

  /// Runs one point, and writes its result to a file of its own; nothing if it has a result already.
  ///
  /// - Returns: the point's table of one row, and whether it was run.
  public func run(index: Int) throws -> (result: String, isFailure: Bool, wasRun: Bool) {
    guard points.indices.contains(index) else {
      throw InputError("--index \(index)", "no such point", expected: "0 to \(points.count - 1)")
    }
    let point = points[index]
    let title = "point \(index): \(sweep.title(of: point.point))"
    if let known = try store.read().results[point.key] {
      return ("\(title): \(known.words)", known.failure != nil, false)
    }
    try store.makeFolder()
    let file = try OutputFile(path: store.path(ofPoint: index))
    let result = sweep.simulate(point)
    try file.write(try result.line())
    try file.commit()
    return ("\(title): \(result.words)", result.failure != nil, true)
  }

  /// Gathers the results that are there.
  public func collect(note: (String) -> Void = { _ in }) throws -> SweepTable {
    let contents = try store.read()
    contents.notes.forEach(note)
    return SweepTable(sweep: sweep, points: points, results: contents.results)
  }

  /// Writes `sweep.csv`, `sweep.json` and `index.html` beside the results.
  ///
  /// - Returns: their paths.
  public func write(_ table: SweepTable) throws -> [String] {
    try store.makeFolder()
    let files: [(String, [UInt8])] = [
      ("sweep.csv", Array(table.csv.utf8)), ("sweep.json", try table.json()),
      ("index.html", Array(SweepPage(table).text.utf8)),
    ]
    return try files.map { name, bytes in
      let path = FilePath.joining(folder, name)
      try OutputFile.write(bytes, to: path)
      return path
    }
  }
}

extension SweepResult {
  /// What became of the point.
  var words: String {
    switch outcome {
    case .failed(let message): return "failed: \(message)"
    case .measured(let measured):
      return
        "\(NumberText.duration(measured.latencyPicoseconds)), \(NumberText.energy(measured.energyJoules))"
    }
  }
}
