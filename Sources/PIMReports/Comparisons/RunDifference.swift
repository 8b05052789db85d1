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

    /// `b − a`; nil if one of the figures is missing.
    public var difference: Figure? {
      guard let a, let b else { return nil }
      return b.minus(a)
    }
    /// `b / a`; nil if one of the figures is missing or `a` is 0.
    public var ratio: Figure? {
      guard let a, let b else { return nil }
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
    /// The first run's amount; nil if the part is not modelled.
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

  /// Compares two runs.
  public init(_ a: RunFigures, _ b: RunFigures) {
    self.a = a
    self.b = b
    metrics = Metric.allCases.compactMap { metric in
      a[metric] == nil && b[metric] == nil ? nil : MetricRow(metric: metric, a: a[metric], b: b[metric])
    }
    explanations = Breakdown.Kind.allCases.compactMap { kind in
      guard let left = a[kind], let right = b[kind] else { return nil }
      let rows = kind.names.enumerated().compactMap { index, name -> PartRow? in
        let (x, y) = (left.parts[index], right.parts[index])
        return (x ?? 0) == 0 && (y ?? 0) == 0 && x == y
          ? nil : PartRow(key: name.key, title: name.title, a: x, b: y)
      }
      return Explanation(kind: kind, rows: rows, a: left.total, b: right.total)
    }
    if let left = a.configuration, let right = b.configuration {
      configuration = ConfigurationDifference.all(left, right)
    } else {
      configuration = nil
    }
  }

  /// True if all metrics, breakdowns and values that both runs have are equal.
  public var isEmpty: Bool {
    metrics.allSatisfy(\.isEqual) && explanations.allSatisfy(\.isEqual) && configuration?.isEmpty ?? true
      && (a.configurationHash == b.configurationHash || a.configuration != nil && b.configuration != nil)
  }

  /// The figures of a metric; nil if neither run has the metric.
  public subscript(metric: Metric) -> MetricRow? { metrics.first { $0.metric == metric } }
  /// The breakdowns of one kind; nil if one of the runs has none.
  public subscript(kind: Breakdown.Kind) -> Explanation? { explanations.first { $0.kind == kind } }
}
