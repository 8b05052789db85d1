internal import Glibc
internal import PIMConfiguration
public import PIMExperiments
internal import PIMReports

/// A paper's claims beside what this program finds: simulated, judged and written as a page and as JSON.
public struct PaperReport {
  let results: PaperResults
  /// Where results were kept as they came.
  private let store: ResultStore<PaperProduct.Line>?

  /// Runs everything that a document asks for, on all cores.
  ///
  /// - Parameters:
  ///   - models: those of the document's to run; nil for all.
  ///   - measured: files of measured baselines, as `pimgpt baseline cpu` writes them.
  ///   - jobs: simulations at a time; nil for as many as there are cores.
  ///   - folder: that of the outputs, where results are kept as they come, so that an interrupted run goes on; nil for nowhere.
  ///   - isFresh: whether results of an interrupted run are thrown away.
  ///   - note: receives what there is to say about them.
  ///   - progress: called after each simulation, by one thread at a time.
  /// - Throws: what is wrong with a file, and models that cannot be simulated.
  public init(
    _ document: PaperDocument, models: [String]? = nil, measured: [String] = [], jobs: Int? = nil,
    folder: String? = nil, isFresh: Bool = false, note: (String) -> Void = { _ in },
    progress: @escaping @Sendable (SweepRun.Event) -> Void = { _ in }
  ) throws {
    for name in models ?? [] where !document.models.contains(name) {
      throw InputError(
        "--models \(name.isEmpty ? "\"\"" : InputError.shortened(name))", "no model of the document",
        expected: "one of \(document.models.joined(separator: ", "))",
        suggestion: NearMiss.suggestion(for: name, among: document.models))
    }
    let chosen = document.models.filter { models?.contains($0) ?? true }
    let baselines = try measured.map { path in
      let baseline: Baseline
      do { baseline = try Baseline(path, library: document.library) } catch {
        throw InputError(
          "--cpu \(InputError.shortened(path))", "no measured baseline (\(error))",
          expected: "a file that `pimgpt baseline cpu MODEL -o FILE` wrote")
      }
      guard case .measured = baseline.method else {
        throw InputError(
          "--cpu \(InputError.shortened(path))", "not a measurement",
          expected: "a file that `pimgpt baseline cpu -o FILE` wrote")
      }
      return baseline
    }
    let run = try PaperRun(document, models: chosen, measured: baselines)
    store = folder.map { ResultStore(.paper, folder: $0, name: document.name) }
    results = try run.results(jobs: jobs, store: store, isFresh: isFresh, note: note, progress: progress)
    for (path, baseline) in zip(measured, baselines) {
      // What does not fit any model would be missing on the page without a word.
      let isUsed = try results.models.contains { model in
        let figures = RunFigures(model.record, label: model.name, origin: "")
        do throws(InputError) {
          _ = try baseline.figures(for: figures, called: model.name, label: path)
          return true
        } catch {
          if results.models.count == 1 { throw error }
          return false
        }
      }
      if !isUsed {
        throw InputError(
          "--cpu \(InputError.shortened(path))", "measured with none of the models and their positions",
          expected: "pimgpt baseline cpu MODEL -o FILE, for one of \(chosen.joined(separator: ", "))")
      }
    }
  }

  /// Claims by verdict, for a terminal.
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

  /// Finds out whether a folder can be written, before the work; nothing is changed.
  ///
  /// - Throws: what the system says.
  public static func check(folder: String) throws {
    if FilePath.isFolder(folder) {
      for name in [names.page, names.results] { _ = try OutputFile(path: FilePath.joining(folder, name)) }
      return
    }
    // What is there of the way to it must be a folder that can be written.
    var above = folder
    while !above.isEmpty, above != "/", !FilePath.exists(above) { above = FilePath.folder(of: above) }
    if folder.isEmpty { throw FileError(operation: "write into", path: "\"\"", code: ENOENT) }
    let place = above.isEmpty ? "." : above
    if !FilePath.isFolder(place) {
      throw InputError("-o \(InputError.shortened(folder))", "\(place) is a file", expected: "a folder")
    }
    if access(place, W_OK) != 0 { throw FileError(operation: "write into", path: place, code: errno) }
  }

  /// Writes `index.html` and `results.json` into a folder, which is made where there is none: both or, as far as a file system can
  /// promise it, neither.
  ///
  /// - Returns: their paths.
  public func write(to folder: String) throws -> [String] {
    let contents = [
      (Self.names.page, Array(html.utf8)), (Self.names.results, try json()),
    ]
    let isNew = !FilePath.exists(folder)
    var isWritten = false
    // Only an empty folder can be removed.
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
