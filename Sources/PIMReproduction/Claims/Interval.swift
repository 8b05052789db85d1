internal import PIMConfiguration
internal import PIMExperiments
internal import PIMReports

/// The range of a number that is not known exactly: both ends included, infinite where there is none.
struct Interval: Sendable, Hashable {
  var least: Double
  var most: Double

  /// - Precondition: `least` is not more than `most`.
  init(_ least: Double, _ most: Double) {
    precondition(least <= most, "an interval of nothing")
    (self.least, self.most) = (least, most)
  }

  init(_ value: Double) { self.init(value, value) }

  var isExact: Bool { least == most }

  func contains(_ other: Interval) -> Bool { least <= other.least && other.most <= most }

  func meets(_ other: Interval) -> Bool { least <= other.most && other.least <= most }

  /// The least interval with all of both.
  func union(_ other: Interval) -> Interval { Interval(min(least, other.least), max(most, other.most)) }

  static func union(_ intervals: [Interval]) -> Interval? {
    guard let first = intervals.first else { return nil }
    return intervals.dropFirst().reduce(first) { $0.union($1) }
  }

  static func * (interval: Interval, factor: Double) -> Interval {
    precondition(factor >= 0)
    return Interval(interval.least * factor, interval.most * factor)
  }

  /// `{"least": 41, "most": 137}`, null for an end that there is not.
  func write(_ name: String, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    try json.object(name) { json throws(JSONWriter.Failure) in
      for (key, end) in [("least", least), ("most", most)] {
        if end.isFinite { try json.member(key, end) } else { json.memberNull(key) }
      }
    }
  }
}

extension Interval {
  /// Reads `{least: 41, most: 137}`; an end may be left out, not both.
  init(decoding value: Value) throws(ConfigurationError) {
    var section = try value.section()
    let least = try section.optional("least", .real())
    let most = try section.optional("most", .real())
    try section.finish()
    guard least != nil || most != nil else {
      throw value.error("no end", expected: "least, most, or both")
    }
    if let least, let most, least > most {
      throw section.error("most", "less than least", found: "\(most)", expected: "\(least) or more")
    }
    self.init(least ?? -.infinity, most ?? .infinity)
  }
}
