/// The difference of two runs, and the parts that explain it.
public struct RunDifference {
  /// A metric of two runs.
  public struct MetricRow: Hashable, Sendable {
    /// The metric.
    public let metric: Metric
    /// The first run's figure; nil where it has none.
    public let a: Figure?
    /// The second run's figure; nil where it has none.
    public let b: Figure?

    /// `b − a`; nil where one is missing.
    public var difference: Figure? {
      guard let a, let b else { return nil }
      return b.minus(a)
    }
    /// `b / a`; nil where one is missing or `a` is nothing.
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
    /// The part's name for people.
    public let title: String
    /// nil where it is not modelled.
    public let a: Int128?
    /// The second run's part; nil where it is not modelled.
    public let b: Int128?

    /// The part's share of the difference of the whole.
    public var difference: Int128 { (b ?? 0) - (a ?? 0) }
    /// True if both runs have the same part.
    public var isEqual: Bool { a == b }
  }

  /// Two breakdowns of the same kind. The differences of `rows` sum to `difference`, exactly.
  public struct Explanation: Hashable, Sendable {
    /// The quantity that is divided, and by what.
    public let kind: Breakdown.Kind
    /// Parts that at least one of the runs has; equal ones as well.
    public let rows: [PartRow]
    /// The whole of the first run, in the smallest unit of the kind.
    public let a: Int128
    /// The whole of the second run, in the smallest unit of the kind.
    public let b: Int128

    /// The difference of the wholes, `b - a`.
    public var difference: Int128 { b - a }
    /// True if every part is the same.
    public var isEqual: Bool { rows.allSatisfy(\.isEqual) }
  }

  /// The first run.
  public let a: RunFigures
  /// The run that is held against it.
  public let b: RunFigures
  /// Every metric that at least one of them has.
  public let metrics: [MetricRow]
  /// The breakdowns that both have.
  public let explanations: [Explanation]
  /// Values of the resolved documents; nil where one of them has none.
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

  /// True if nothing differs of what both runs know.
  public var isEmpty: Bool {
    metrics.allSatisfy(\.isEqual) && explanations.allSatisfy(\.isEqual) && configuration?.isEmpty ?? true
      && (a.configurationHash == b.configurationHash || a.configuration != nil && b.configuration != nil)
  }

  /// The row of a metric; nil where neither run has it.
  public subscript(metric: Metric) -> MetricRow? { metrics.first { $0.metric == metric } }
  /// The explanation by a kind of parts; nil where a run has none.
  public subscript(kind: Breakdown.Kind) -> Explanation? { explanations.first { $0.kind == kind } }
}
