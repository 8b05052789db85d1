internal import Glibc
internal import PIMConfiguration
public import PIMExperiments
internal import PIMReports

extension PaperDocument {
  /// Performs all simulations of the document, on all cores, and judges its claims.
  ///
  /// - Parameters:
  ///   - models: the models of the document to simulate; nil for all.
  ///   - measured: files of measured baselines, written by `pimgpt baseline cpu`.
  ///   - jobs: the number of concurrent simulations; nil for one per core.
  ///   - folder: the folder of the outputs, in which results are stored as they are computed, so that an
  ///     interrupted run can be resumed; nil to store none.
  ///   - isFresh: discards results of an interrupted run.
  ///   - note: receives remarks on the stored results.
  ///   - progress: called after each simulation; calls do not overlap.
  /// - Throws: `ConfigurationError` or `InputError` for an invalid file; errors of models that cannot be
  ///   simulated.
  public func reproduce(
    models: [String]? = nil, measured: [String] = [], jobs: Int? = nil, folder: String? = nil,
    isFresh: Bool = false, note: (String) -> Void = { _ in },
    progress: @escaping @Sendable (SweepRun.Event) -> Void = { _ in }
  ) throws -> PaperReport {
    let chosen = try self.chosen(models)
    let baselines = try measured.map(measuredBaseline)
    let run = try PaperRun.prepared(self, models: chosen, measured: baselines)
    let store = folder.map { ResultStore<PaperProduct.Line>(.paper, folder: $0, name: name) }
    let results = try run.results(jobs: jobs, store: store, isFresh: isFresh, note: note, progress: progress)
    for (path, baseline) in zip(measured, baselines) {
      try checkUse(of: baseline, at: path, in: results, models: chosen)
    }
    return PaperReport(results: results, store: store)
  }

  /// The document's models with the given names; nil gives all.
  private func chosen(_ models: [String]?) throws(InputError) -> [String] {
    for name in models ?? [] where !self.models.contains(name) {
      throw InputError(
        "--models \(name.isEmpty ? "\"\"" : InputError.shortened(name))", "no model of the document",
        expected: "one of \(self.models.joined(separator: ", "))",
        suggestion: NearMiss.suggestion(for: name, among: self.models))
    }
    return self.models.filter { models?.contains($0) ?? true }
  }

  /// Reads a measured baseline.
  private func measuredBaseline(_ path: String) throws(InputError) -> Baseline {
    let baseline: Baseline
    do { baseline = try Baseline(path, library: library) } catch {
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

  /// Rejects a baseline that belongs to none of the models and would be missing on the page.
  private func checkUse(
    of baseline: Baseline, at path: String, in results: PaperResults, models chosen: [String]
  ) throws {
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
