public import PIMConfiguration
internal import PIMExperiments
internal import PIMReports
internal import PIMSimulation

/// The reproduction of a paper as data: its models, its machine, its claims, and the constants that are
/// varied.
public struct PaperDocument: Sendable {
  /// A sweep and how its plot is drawn.
  struct Study: Sendable {
    let sweep: Sweep
    let title: String
    /// The value of each axis at which latency counts as 1; an axis without one has a 1 at each of its
    /// values.
    let reference: [String: String]
  }

  /// The variation of an assumed constant.
  struct Variation: Sendable {
    /// Values in place of the document's, as a document writes them; empty for a constant that is left as it
    /// is.
    let values: [String]
    /// Other paths that are set to the same value: constants that are one thing.
    let with: [String]
    /// Why these, or why none.
    let why: String
  }

  /// Positions over which two simulations are compared, each stretch from a machine at rest.
  struct Stretches: Sendable {
    /// None for all of the run at once.
    let selections: [PositionSelection]
    /// As the document writes them.
    let text: String

    var count: Int { max(1, selections.count) }
    var isWhole: Bool { selections.isEmpty }

    /// nil for all of the run.
    subscript(index: Int) -> PositionSelection? { isWhole ? nil : selections[index] }

    /// For a table's caption.
    var words: String {
      isWhole ? "over the whole run" : "over the positions \(text), each stretch from a machine at rest"
    }
  }

  let name: String
  let title: String
  let description: String
  /// The paper's citation.
  let paper: String
  /// Experiments by name or path, one a model.
  let models: [String]
  /// Systems that replace the experiments': the paper's accounting of energy, and net of standby.
  let gross: String
  let net: String
  let bestMapping: String
  let bestStretches: Stretches
  /// A system that moves weights, keys and values to its processor for each token.
  let conventional: String
  let conventionalStretches: Stretches
  let gpu: (bound: Baseline, half: Baseline, single: Baseline, ratio: Baseline)
  let cpu: (bound: Baseline, ratio: Baseline)
  let accuracyExperiment: String
  let accuracyTokens: Int
  let studies: [Study]
  /// The experiment whose assumed constants are varied, and by how much where nothing else is said.
  let assumptionsExperiment: String
  let spreadPercent: Int
  /// By path.
  let variations: [(path: String, variation: Variation)]
  /// Models that a run of all would take; claims speak of these.
  let quantities: [String: PaperQuantity]
  let claims: [Claim]
  let library: PresetLibrary

  /// Reads a document.
  ///
  /// - Throws: everything that is unknown, missing, of the wrong type or contradictory in it, in the sweeps
  ///   and the baselines that it names.
  public init(path: String, library: PresetLibrary = .standard()) throws {
    let document = try Document.load(path: path)
    try self.init(document: document, folder: FilePath.folder(of: path), library: library)
  }
}
