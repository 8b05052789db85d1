public import PIMConfiguration
public import PIMFastForward
internal import PIMReports
internal import PIMSimulation

/// Runs of one experiment with varied values: axes over configuration paths, and the combination of their
/// values.
///
///     experiment: gpt2-small
///     axes:
///       model: [gpt2-small, gpt3-xl]
///       system.timing.tRCDRD: [10 ns, 12 ns, 20 ns]
public struct Sweep: Sendable {
  /// The combination of the axes' values to points.
  public enum Combination: String, Sendable, CaseIterable {
    /// The Cartesian product of all axes; the last axis changes fastest.
    case grid
    /// The first values of all axes, then the second values, and so on.
    case zip
    /// A list of points in the file.
    case list
  }

  /// The points that compete in the Pareto front.
  public enum Competitors: String, Sendable, CaseIterable {
    /// The points of which everything that they vary has its cost.
    case costed
    /// All points.
    case all
  }

  /// A value at a configuration path.
  package struct Setting: Sendable {
    let path: ConfigurationPath
    let value: Node
  }

  /// A value of an axis: its label in results, and the settings that it stands for.
  package struct AxisValue: Sendable {
    package let label: String
    let settings: [Setting]
  }

  /// An axis: a name and its values, in the order of the file.
  package struct Axis: Sendable {
    package let name: String
    package let values: [AxisValue]
  }

  /// A point before it is resolved.
  package struct Point: Sendable {
    /// The index of the point in the sweep, from 0.
    package let index: Int
    /// A label for each axis of the sweep; nil if a listed point keeps the experiment's value.
    package let labels: [String?]
    let settings: [Setting]
  }

  /// The largest number of points; a larger grid is assumed to be a mistake.
  package static let mostPoints = 100_000

  /// The file's name without extension; it names the sweep in results and its default folder.
  public let name: String
  /// A description of the sweep in a sentence; may be empty.
  public let description: String
  /// The combination of the axes' values to points.
  public let combination: Combination
  /// The engine that simulates the points.
  public let engine: Engine
  /// The points that compete in the Pareto front.
  public internal(set) var competitors: Competitors
  /// All points in their order.
  package let points: [Point]
  /// The names of the axes in the order of the file.
  public var axisNames: [String] { axes.map(\.name) }

  package let axes: [Axis]
  let experiment: Node
  let common: [Setting]
  /// The positions of every point to simulate; nil for the whole run.
  let positions: PositionSelection?
  /// The mark of `positions` in the file.
  let positionsMark: Mark?
  let library: PresetLibrary

  /// Reads a sweep.
  ///
  /// - Parameter path: the path of a file, `-` for standard input, or a preset such as `row-timing`.
  /// - Throws: everything that is unknown, missing, of the wrong type or contradictory in the file itself.
  ///   What is wrong with the configuration of a point is found by `resolve`.
  public init(path: String, library: PresetLibrary = .standard()) throws(ConfigurationError) {
    let file = try library.path(of: path, kind: .sweeps)
    try self.init(document: Document.load(path: file), name: Sweep.stem(of: file), library: library)
  }

  /// Reads a sweep in memory.
  package init(
    document: Node, name: String, library: PresetLibrary = .standard()
  ) throws(ConfigurationError) {
    var section = try ProvenanceForm.apply(to: document).mapping()
    description = try section.text("description", default: "")
    let experiment = try section.value("experiment", expected: "an experiment: a preset, a path or a mapping")
    guard experiment.node.sequence == nil else {
      throw experiment.error("wrong type", found: "a list", expected: "a preset, a path or a mapping")
    }
    var decoder = SweepDecoder()
    let common = try decoder.settings(of: section.optionalValue("set"))
    let axesValue = section.optionalValue("axes")
    let pointsValue = section.optionalValue("points")
    let combination = try section.choice(
      "combination", Combination.self, default: pointsValue == nil ? .grid : .list)
    engine = try section.choice("engine", Engine.self, default: .fast)
    competitors = try section.choice("pareto", Competitors.self, default: .costed)
    let positionsValue = section.optionalValue("positions")
    positions = try positionsValue.map { value throws(ConfigurationError) in try SweepDecoder.positions(value)
    }
    positionsMark = positionsValue?.mark
    try section.finish()
    switch (combination, axesValue, pointsValue) {
    case (.list, nil, let value?):
      (axes, points) = try decoder.list(value)
    case (.grid, let value?, nil):
      axes = try decoder.axes(value)
      points = try SweepDecoder.grid(axes, at: value)
    case (.zip, let value?, nil):
      axes = try decoder.axes(value)
      points = try SweepDecoder.zip(axes, at: value)
    case (.list, _, nil):
      throw section.error("points", "missing key", expected: "a list of points, for combination: list")
    case (_, nil, nil):
      throw section.error(
        "axes", "missing key", expected: "a mapping of axes, or a list of points under points")
    default:
      throw section.error(
        combination == .list ? "axes" : "points", "does not go with combination: \(combination.rawValue)",
        expected: combination == .list ? "points only" : "axes only")
    }
    self.name = name
    self.combination = combination
    self.experiment = experiment.node
    self.common = common
    self.library = library
  }

  private static func stem(of path: String) -> String {
    let name = FilePath.name(of: path)
    for ending in [".yaml", ".yml", ".json"] where name.hasSuffix(ending) && name.count > ending.count {
      return String(name.dropLast(ending.count))
    }
    return name.isEmpty || name == "-" ? "sweep" : name
  }

  /// The title of a point: `system.asic.clock = 100 MHz, model = gpt2-small`.
  package func title(of point: Point) -> String {
    let parts = zip(axes, point.labels).compactMap { axis, label in label.map { "\(axis.name) = \($0)" } }
    return parts.isEmpty ? "the experiment as it is" : parts.joined(separator: ", ")
  }
}
