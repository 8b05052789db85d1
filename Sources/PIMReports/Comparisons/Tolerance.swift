public import PIMConfiguration

/// A limit for the difference of a metric, in either direction.
public struct Tolerance: Hashable, Sendable {
  /// The largest tolerated difference.
  public enum Limit: Hashable, Sendable {
    /// A fraction of the first run's figure.
    case relative(Fraction)
    /// A difference in the metric's unit.
    case absolute(Double)
  }

  /// The limited metric.
  public let metric: Metric
  /// The largest tolerated difference.
  public let limit: Limit
  /// The tolerance as the user wrote it: `latency=1%`.
  public let text: String

  /// Reads lists of tolerances such as `latency=1%,energy=2%`.
  ///
  /// - Throws: `InputError` for an unknown metric, a metric given twice, or an invalid limit.
  public static func list(_ texts: [String], option: String = "--tolerance") throws(InputError) -> [Tolerance]
  {
    var result: [Tolerance] = []
    for text in texts {
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let tolerance = try Tolerance(parsing: String(part), option: option)
        guard !result.contains(where: { $0.metric == tolerance.metric }) else {
          throw InputError(
            "\(option) \(InputError.shortened(text))", "\(tolerance.metric.rawValue) twice",
            expected: "each metric once")
        }
        result.append(tolerance)
      }
    }
    return result
  }

  private init(parsing text: String, option: String) throws(InputError) {
    let subject = "\(option) \(InputError.shortened(text))"
    guard let equals = text.firstIndex(of: "=") else {
      throw InputError(
        subject, "no \"=\"", expected: "a metric and how far it may be off, such as latency=1%")
    }
    try self.init(
      metric: Self.trimmed(text[..<equals]), limit: Self.trimmed(text[text.index(after: equals)...]),
      subject: subject)
  }

  /// - Parameters:
  ///   - metrics: the metrics that the text may name.
  ///   - subject: the option or key that holds the tolerance, for messages.
  package init(
    metric name: String, limit: String, among metrics: [Metric] = Metric.allCases, subject: String
  ) throws(InputError) {
    guard let metric = metrics.first(where: { $0.rawValue == name }) else {
      let names = metrics.map(\.rawValue)
      throw InputError(
        subject, "unknown metric", expected: "one of \(names.joined(separator: ", "))",
        suggestion: NearMiss.suggestion(for: name, among: names))
    }
    self.metric = metric
    text = "\(name)=\(limit)"
    let expected = "a percentage such as 1%, or \(Self.example(metric.unit)), not negative"
    if limit.hasSuffix("%") {
      guard let fraction = try? Fraction(parsing: limit), fraction >= .zero else {
        throw InputError(subject, "malformed percentage", expected: expected)
      }
      self.limit = .relative(fraction)
      return
    }
    guard let value = Self.absolute(limit, metric.unit), value >= 0 else {
      throw InputError(subject, "malformed limit", expected: expected)
    }
    self.limit = .absolute(value)
  }

  private static func example(_ unit: Metric.Unit) -> String {
    switch unit {
    case .picoseconds: "a time such as 5 us"
    case .yoctojoules: "an energy such as 20 uJ"
    case .watts: "a power such as 50 mW"
    case .bytes: "a size such as 2 KiB"
    case .count: "a number such as 100"
    case .share, .factor, .perSecond, .perJoule, .jouleSeconds: "a number such as 0.01"
    }
  }

  private static func absolute(_ text: String, _ unit: Metric.Unit) -> Double? {
    switch unit {
    case .picoseconds: (try? Picoseconds(parsing: text)).map { Double($0.rawValue) }
    case .yoctojoules: (try? EnergyAmount(parsing: text)).map { Double($0.attojoules) * 1e6 }
    case .watts: (try? Power(parsing: text)).map { Double($0.nanowatts) / 1e9 }
    case .bytes: (try? ByteCount(parsing: text)).map { Double($0.bytes) }
    case .count, .share, .factor, .perSecond, .perJoule, .jouleSeconds:
      text.utf8.allSatisfy("0123456789.+-eE".utf8.contains)
        ? Double(text).flatMap { $0.isFinite ? $0 : nil } : nil
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " }
    return String(start.prefix(start.count - start.reversed().prefix { $0 == " " }.count))
  }

  /// True if the largest possible difference is within the limit. Exact figures are compared exactly. If one
  /// of the runs lacks the figure, the tolerance does not hold.
  public func holds(_ row: RunDifference.MetricRow?) -> Bool {
    guard let row, let a = row.a, let difference = row.difference else { return false }
    switch (limit, a, difference) {
    case (.relative(let fraction), .exact(let a), .exact(let difference)):
      let (left, leftOverflow) = difference.magnitude.multipliedReportingOverflow(by: 1_000_000_000)
      let (right, rightOverflow) = a.magnitude.multipliedReportingOverflow(by: UInt128(fraction.billionths))
      if !leftOverflow && !rightOverflow { return left <= right }
    default: break
    }
    let worst = max(difference.least.magnitude, difference.most.magnitude)
    return switch limit {
    case .relative(let fraction): worst <= Double(fraction.billionths) / 1e9 * a.least.magnitude
    case .absolute(let most): worst <= most
    }
  }
}
