internal import PIMConfiguration

/// The named timings of a system, in command clock cycles, and which of them are used.
struct TimingTable {
  private(set) var timings: [System.NamedTiming] = []
  private var indices: [String: Int] = [:]
  private var uses: [Bool] = []
  private var places: [Value?] = []
  /// The longest delay in clock cycles: a millisecond, far above what DRAM needs.
  private let longest: Int

  /// Reads the `timing` section: `tRP: 12 ns` is a time, rounded up to whole clock cycles, `nRP: 32` is clock cycles, `nRC: nRAS + nRP` a sum
  /// of timings that are given as one of these. Rules use either by its `n` name.
  ///
  /// - Throws: names that start otherwise, values that are not times, cycles or sums, both forms of one timing in one document.
  init(_ section: inout Section, clock: Picoseconds) throws(ConfigurationError) {
    var sums: [(index: Int, value: Value)] = []
    longest = DelayExpression.longest(clock)
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

  /// The timing of that name, which does not count as used.
  func cycles(_ name: String) -> Int? { indices[name].map { timings[$0].cycles } }

  /// Where the timing is written; nil for one that follows from others.
  func place(_ name: String) -> Value? { indices[name].flatMap { places[$0] } }

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
    guard sum <= longest else {
      throw value.error(
        "too long", found: "\(expression.text), which is \(sum) clock cycles",
        expected: "at most \(longest) clock cycles, a millisecond")
    }
    return sum
  }

  /// The delay of a rule.
  ///
  /// Between a read and a write over the link the sum is the distance of two bursts, less the write's latency. Where the latency alone is
  /// more than that (pim-gpt's RDMAC16 to WR, 1 + 2 + 2 - 6) the rule binds nothing. Any other sum below zero would let a command come before the
  /// one that it follows.
  ///
  /// - Throws: a sum that is below zero without being such a distance.
  mutating func delay(
    _ expression: DelayExpression, after: [Command], before: [Command], at value: Value
  ) throws(ConfigurationError) -> Int {
    let sum = try evaluate(expression, at: value)
    if sum >= 0 { return sum }
    let isTurnaround =
      after.allSatisfy { $0.linkUse == .fromChannel } && before.allSatisfy { $0.linkUse == .toChannel }
      || after.allSatisfy { $0.linkUse == .toChannel } && before.allSatisfy { $0.linkUse == .fromChannel }
    if isTurnaround, try evaluate(expression.withoutSubtractedTimings, at: value) >= 0 { return sum }
    throw value.error(
      "a negative delay", found: "\(expression.text), which is \(sum) clock cycles",
      expected: "a sum of at least 0"
        + (isTurnaround
          ? ", or one that only a latency such as nCWL takes below"
          : ": nothing comes before what it follows"))
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
