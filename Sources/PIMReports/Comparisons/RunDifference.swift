public import PIMHardware

/// The difference of two runs, and the breakdowns that explain it.
public struct RunDifference {
  /// A metric of two runs.
  public struct MetricRow: Hashable, Sendable {
    /// The metric.
    public let metric: Metric
    /// The first run's figure; nil if the run lacks the metric.
    public let a: Figure?
    /// The second run's figure; nil if the run lacks the metric.
    public let b: Figure?
    /// False for energies that do not mean the same: they have neither difference nor ratio.
    public var isComparable = true

    /// `b − a`; nil if one of the figures is missing, or they are not comparable.
    public var difference: Figure? {
      guard isComparable, let a, let b else { return nil }
      return b.minus(a)
    }
    /// `b / a`; nil if one of the figures is missing, `a` is 0, or they are not comparable.
    public var ratio: Figure? {
      guard isComparable, let a, let b else { return nil }
      return b.over(a)
    }
    /// True if both runs have the same figure.
    public var isEqual: Bool { a == b }
  }

  /// A part of a breakdown in two runs.
  public struct PartRow: Hashable, Sendable {
    /// The part's key in reports.
    public let key: String
    /// The part's title in text, Markdown and HTML.
    public let title: String
    /// The first run's amount; nil if the part is not modelled, as of a component that is set apart.
    public let a: Int128?
    /// The second run's amount; nil if the part is not modelled.
    public let b: Int128?

    /// `b − a`: the contribution of the part to the difference of the totals.
    public var difference: Int128 { (b ?? 0) - (a ?? 0) }
    /// True if both runs have the same amount.
    public var isEqual: Bool { a == b }
  }

  /// Two breakdowns of the same kind. The differences of `rows` sum exactly to `difference`.
  public struct Explanation: Hashable, Sendable {
    /// The divided metric and the criterion of division.
    public let kind: Breakdown.Kind
    /// The parts that at least one of the runs has, equal ones included.
    public let rows: [PartRow]
    /// The first run's total, in the smallest unit of the metric.
    public let a: Int128
    /// The second run's total, in the smallest unit of the metric.
    public let b: Int128

    /// The difference of the totals, `b − a`.
    public var difference: Int128 { b - a }
    /// True if every part is the same.
    public var isEqual: Bool { rows.allSatisfy(\.isEqual) }
  }

  /// The reference run.
  public let a: RunFigures
  /// The run that is compared with the reference.
  public let b: RunFigures
  /// Every metric that at least one of the runs has.
  public let metrics: [MetricRow]
  /// The breakdowns that both runs have.
  public let explanations: [Explanation]
  /// The differences of the resolved documents; nil if one of the runs has no document.
  public let configuration: [ConfigurationDifference]?
  /// The footing of the energies, and what is set apart.
  public let energy: EnergyComparison

  /// Compares two runs.
  ///
  /// - Parameters:
  ///   - accounting: the accounting of both energies; nil for the first run's own, or the second's where the
  ///     first run has no figures under it.
  ///   - letters: the names of the runs in messages.
  public init(
    _ a: RunFigures, _ b: RunFigures, accounting: Electrical.Accounting? = nil,
    letters: (a: String, b: String) = ("A", "B")
  ) {
    self.a = a
    self.b = b
    let energy = EnergyComparison(a, b, requested: accounting, letters: letters)
    self.energy = energy
    let common = energy.isComparable ? energy.common : nil
    let x = common.map { a.withEnergy($0.a) } ?? accounting.map(a.under) ?? a
    let y = common.map { b.withEnergy($0.b) } ?? accounting.map(b.under) ?? b
    metrics = Metric.allCases.compactMap { metric in
      x[metric] == nil && y[metric] == nil
        ? nil
        : MetricRow(
          metric: metric, a: x[metric], b: y[metric],
          isComparable: energy.isComparable || !metric.isOfEnergy)
    }
    explanations = Breakdown.Kind.allCases.compactMap { kind in
      guard kind != .component || energy.isComparable, let left = x[kind], let right = y[kind] else {
        return nil
      }
      let rows = kind.names.enumerated().compactMap { index, name -> PartRow? in
        let (x, y) = (left.parts[index], right.parts[index])
        return (x ?? 0) == 0 && (y ?? 0) == 0 ? nil : PartRow(key: name.key, title: name.title, a: x, b: y)
      }
      return Explanation(kind: kind, rows: rows, a: left.total, b: right.total)
    }
    if let left = a.configuration, let right = b.configuration {
      configuration = ConfigurationDifference.all(left, right)
    } else {
      configuration = nil
    }
  }

  /// The values of the documents that a comparison of machines by meaning does not cover; nil where one of
  /// the runs has no document.
  public var otherConfiguration: [ConfigurationDifference]? { configuration?.filter { !isCovered($0) } }

  private func isCovered(_ change: ConfigurationDifference) -> Bool {
    a.machine != nil && b.machine != nil && SystemComparison.covers(change.path)
  }

  /// True if all metrics, breakdowns and values that both runs have are equal.
  public var isEmpty: Bool {
    metrics.allSatisfy(\.isEqual) && explanations.allSatisfy(\.isEqual) && energy.apart.isEmpty
      && configuration?.isEmpty ?? true
      && (a.configurationHash == b.configurationHash || a.configuration != nil && b.configuration != nil)
  }

  /// The figures of a metric; nil if neither run has the metric.
  public subscript(metric: Metric) -> MetricRow? { metrics.first { $0.metric == metric } }
  /// The breakdowns of one kind; nil if one of the runs has none.
  public subscript(kind: Breakdown.Kind) -> Explanation? { explanations.first { $0.kind == kind } }
}
