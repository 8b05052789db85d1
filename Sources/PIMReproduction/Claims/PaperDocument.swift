public import PIMConfiguration
internal import PIMExperiments
internal import PIMReports
internal import PIMSimulation

/// The reproduction of a paper as data: its models, its machine, its claims, and the constants to vary.
public struct PaperDocument: Sendable {
  /// A sweep, with the title and the reference of its plot.
  struct Study: Sendable {
    let sweep: Sweep
    let title: String
    /// The reference value of each axis, at which relative latency is 1. Along an axis without reference,
    /// each value is compared with the reference point of the same value.
    let reference: [String: String]
  }

  /// The variation of an assumed constant.
  struct Variation: Sendable {
    /// The values to simulate in place of the constant's own, in the notation of documents; empty if the
    /// constant is not varied.
    let values: [String]
    /// Other paths that are set to the same value, for constants with a common meaning.
    let with: [String]
    /// The reason for these values, or for not varying the constant.
    let why: String
  }

  /// Stretches of positions over which two simulations are compared, each simulated from an idle machine.
  struct Stretches: Sendable {
    /// The stretches; empty for the whole run.
    let selections: [PositionSelection]
    /// The stretches as the document writes them.
    let text: String

    var count: Int { max(1, selections.count) }
    var isWhole: Bool { selections.isEmpty }

    /// The positions of a stretch; nil for the whole run.
    subscript(index: Int) -> PositionSelection? { isWhole ? nil : selections[index] }

    /// The stretches as a phrase of a table's caption.
    var words: String {
      isWhole ? "over the whole run" : "over the positions \(text), each stretch from a machine at rest"
    }
  }

  let name: String
  let title: String
  let description: String
  /// The paper's citation.
  let paper: String
  /// The experiments, by name or path, one for each model.
  let models: [String]
  /// The systems that replace those of the experiments: `gross` with the paper's accounting of energy, `net`
  /// with accounting net of standby.
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
  /// The experiment whose assumed constants are varied, by `spreadPercent` unless `variations` says
  /// otherwise.
  let assumptionsExperiment: String
  let spreadPercent: Int
  /// The variations of constants, by path.
  let variations: [(path: String, variation: Variation)]
  /// The quantities that claims may name, by name.
  let quantities: [String: PaperQuantity]
  let claims: [Claim]
  let library: PresetLibrary

  /// Reads a document.
  ///
  /// - Parameter path: the path of a file, `-` for standard input, or a preset such as `claims`.
  /// - Throws: everything that is unknown, missing, of the wrong type or contradictory in it, in the sweeps
  ///   and the baselines that it names.
  public init(path: String, library: PresetLibrary = .standard()) throws {
    let path = try library.path(of: path, kind: .paper)
    let document = try Document.load(path: path)
    try self.init(document: document, folder: FilePath.folder(of: path), library: library)
  }
}
