internal import PIMConfiguration

/// A closed interval that a number lies in; an end is infinite if it is unknown.
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

  /// The smallest interval that contains both.
  func union(_ other: Interval) -> Interval { Interval(min(least, other.least), max(most, other.most)) }

  static func union(_ intervals: [Interval]) -> Interval? {
    guard let first = intervals.first else { return nil }
    return intervals.dropFirst().reduce(first) { $0.union($1) }
  }

  static func * (interval: Interval, factor: Double) -> Interval {
    precondition(factor >= 0)
    return Interval(interval.least * factor, interval.most * factor)
  }

  /// Writes the interval as `{"least": 41, "most": 137}`, with null for an infinite end.
  func write(_ name: String, to json: inout JSONWriter) throws(JSONWriter.Failure) {
    try json.object(name) { json throws(JSONWriter.Failure) in
      for (key, end) in [("least", least), ("most", most)] {
        if end.isFinite { try json.member(key, end) } else { json.memberNull(key) }
      }
    }
  }
}

extension Interval {
  /// Reads `{least: 41, most: 137}`; one of the ends may be missing.
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
