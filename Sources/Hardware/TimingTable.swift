internal import Configuration

/// The named timings of a system, in command clock cycles, and which of them are used.
struct TimingTable {
  private(set) var timings: [System.NamedTiming] = []
  private var indices: [String: Int] = [:]
  private var uses: [Bool] = []
  private var places: [Value?] = []

  /// Reads the `timing` section: `tRP: 12 ns` is a time, rounded up to whole clock cycles, `nRP: 32` is clock cycles, `nRC: nRAS + nRP` a sum
  /// of timings that are given as one of these. Rules use either by its `n` name.
  ///
  /// - Throws: names that start otherwise, values that are not times, cycles or sums, both forms of one timing in one document.
  init(_ section: inout Section, clock: Picoseconds) throws(ConfigurationError) {
    var sums: [(index: Int, value: Value)] = []
    for (key, value) in section.entries() {
      let stem = key.name.dropFirst()
      guard let first = key.name.first, first == "t" || first == "n", stem.first?.isUppercase == true else {
        throw section.error(
          key.name, "not the name of a timing", expected: "a name such as tRP (a time) or nRP (clock cycles)")
      }
      let rival = (first == "t" ? "n" : "t") + stem
      if section.contains(rival) {
        throw section.error(
          key.name, "contradicts \(rival), the same timing", expected: "one of \(key.name) and \(rival)")
      }
      let cycles: Int
      if first == "t" {
        let longest = Picoseconds(Int64(DelayExpression.largest))
        let time = try value.time(in: Picoseconds.zero...longest)
        cycles = Int(time.roundedUp(toPeriods: clock))
      } else if TimingTable.isSum(value) {
        sums.append((timings.count, value))
        cycles = 0
      } else {
        cycles = try value.integer(in: 0...DelayExpression.largest)
      }
      append("n" + stem, cycles, place: value)
    }
    for sum in sums { indices[timings[sum.index].name] = nil }
    for (index, value) in sums {
      let cycles = try evaluate(DelayExpression(value), at: value)
      guard (0...DelayExpression.largest).contains(cycles) else {
        throw value.error(
          "out of range", found: "\(cycles)", expected: "a sum from 0 to \(DelayExpression.largest)")
      }
      timings[index].cycles = cycles
    }
    for sum in sums { indices[timings[sum.index].name] = sum.index }
  }

  /// Whether a value is a sum of timings: it begins with the name of one.
  private static func isSum(_ value: Value) -> Bool {
    guard let text = value.node.scalar?.text else { return false }
    return text.first == "n" && text.dropFirst().first?.isUppercase == true
  }

  /// Adds a timing that follows from others.
  mutating func append(_ name: String, _ cycles: Int, place: Value? = nil) {
    indices[name] = timings.count
    timings.append(System.NamedTiming(name: name, cycles: cycles))
    uses.append(place == nil)
    places.append(place)
  }

  func contains(_ name: String) -> Bool { indices[name] != nil }

  /// The timing of that name, which counts as used.
  mutating func cycles(_ name: String, at value: Value) throws(ConfigurationError) -> Int {
    guard let index = indices[name] else {
      let known = timings.map(\.name).filter { indices[$0] != nil }
      throw value.error(
        "unknown timing", found: name,
        expected: "one of those in timing: \(known.joined(separator: ", "))",
        suggestion: NearMiss.suggestion(for: name, among: known))
    }
    uses[index] = true
    return timings[index].cycles
  }

  /// The value of a delay expression; all its timings count as used.
  mutating func evaluate(_ expression: DelayExpression, at value: Value) throws(ConfigurationError) -> Int {
    var sum = 0
    for term in expression.terms {
      let number: Int
      if let name = term.name { number = try cycles(name, at: value) } else { number = term.number }
      sum += term.sign * number
    }
    return sum
  }

  /// A timing that nothing uses is probably misspelt.
  func checkUses() throws(ConfigurationError) {
    for (index, timing) in timings.enumerated() where !uses[index] {
      guard let place = places[index] else { continue }
      let names = timings.indices.filter { uses[$0] }.map { timings[$0].name }
      throw place.error(
        "a timing that no rule uses", found: timing.name,
        expected: "a timing that rules, completion or refresh name",
        suggestion: NearMiss.suggestion(for: timing.name, among: names))
    }
  }
}
