package import PIMConfiguration
public import PIMReports

/// A side of a comparison as a user names it: a preset or the path of an experiment, a baseline or a report,
/// followed by values to set, each after `@`:
/// `gpt2-small@mapping.schedule=overlapped@system.timing.tRP=20ns`.
public struct ComparisonSide {
  /// The document of a side.
  public enum Content {
    /// An experiment, which the comparison simulates.
    case experiment(Experiment)
    /// Another machine's figures.
    case baseline(Baseline)
    /// The figures of a report's file.
    case report(RunFigures)
  }

  /// The side as the user wrote it.
  public let label: String
  /// The document named by the side.
  public let content: Content

  /// - Parameters:
  ///   - text: the side as the user wrote it.
  ///   - common: values to set in every experiment, applied before the side's own.
  ///   - assume: keys of a checkpoint's `config.json` whose unknown values are waved through.
  /// - Throws: `ConfigurationError` or `InputError` for an unknown name or an invalid document.
  package init(
    _ text: String, common: [Override] = [], assume: Set<String> = [], library: PresetLibrary = .standard()
  ) throws {
    label = text
    let isWhole = FileKind.exists(text)
    let parts = isWhole ? [text[...]] : text.split(separator: "@", omittingEmptySubsequences: false)
    let name = String(parts[0])
    let own = try parts.dropFirst().map { part throws(ConfigurationError) in
      try Override(parsing: String(part), before: "\(InputError.shortened(name))@")
    }
    switch try FileKind(of: name, library) {
    case .report:
      guard own.isEmpty else {
        throw InputError(
          InputError.shortened(text), "a report is what it is",
          expected: "values to set only behind an experiment or a baseline")
      }
      content = .report(try RunFigures(reportFile: name))
    case .baseline: content = .baseline(try Baseline(name, with: own, library: library))
    case .experiment:
      content = .experiment(
        try Experiment(name, with: common + own, assume: assume, library: library))
    }
  }

  /// The kind of file that a side names.
  private enum FileKind {
    case report, baseline, experiment

    static func exists(_ path: String) -> Bool {
      CheckpointExperiment(path) != nil || isPath(path) && (try? Document.load(path: path)) != nil
    }

    private static func isPath(_ name: String) -> Bool {
      name.contains("/") || [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
    }

    init(of name: String, _ library: PresetLibrary) throws {
      if CheckpointExperiment(name) != nil {
        self = .experiment
        return
      }
      guard Self.isPath(name) else {
        let (experiments, baselines) = (library.names(kind: .experiments), library.names(kind: .baselines))
        if experiments.contains(name) {
          self = .experiment
        } else if baselines.contains(name) {
          self = .baseline
        } else if ModelExperiment(name, library) != nil {
          self = .experiment
        } else {
          throw InputError(
            InputError.shortened(name), "neither an experiment nor a baseline",
            expected:
              "a report's file, the path of an experiment or a baseline, or one of \((experiments + baselines).joined(separator: ", "))",
            suggestion: NearMiss.suggestion(
              for: name, among: experiments + baselines + library.names(kind: .models)))
        }
        return
      }
      let document = try Document.load(path: name)
      if document["schema"] != nil {
        self = .report
      } else if document["method"] != nil {
        self = .baseline
      } else if name.hasSuffix(".json"), document["model"] == nil {
        self = .report
      } else {
        self = .experiment
      }
    }
  }
}
