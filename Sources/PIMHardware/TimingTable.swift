internal import PIMConfiguration

/// The named timings of a system, in cycles of the command clock, with a note of those that are used.
struct TimingTable {
  private(set) var timings: [System.NamedTiming] = []
  private var indices: [String: Int] = [:]
  private var uses: [Bool] = []
  private var places: [Value?] = []
  /// The longest delay, a millisecond in clock cycles: far above what DRAM needs.
  private let longest: Int

  /// Reads the `timing` section.
  ///
  /// `tRP: 12 ns` is a time and is rounded up to whole clock cycles. `nRP: 32` is a number of clock cycles.
  /// `nRC: nRAS + nRP` is a sum of timings given in one of these forms. Rules use any of them by its `n`
  /// name.
  ///
  /// - Throws: an error at a name that starts otherwise, at a value that is no time, cycles or sum, and at a
  ///   timing that is given in both forms.
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

  /// True if a value is a sum of timings, that is, begins with the name of one.
  private static func isSum(_ value: Value) -> Bool {
    guard let text = value.node.scalar?.text else { return false }
    return text.first == "n" && text.dropFirst().first?.isUppercase == true
  }

  /// Adds a timing; one without a place is derived from others.
  mutating func append(_ name: String, _ cycles: Int, place: Value? = nil) {
    indices[name] = timings.count
    timings.append(System.NamedTiming(name: name, cycles: cycles))
    uses.append(place == nil)
    places.append(place)
  }

  func contains(_ name: String) -> Bool { indices[name] != nil }

  /// The value of a timing; does not count as a use.
  func cycles(_ name: String) -> Int? { indices[name].map { timings[$0].cycles } }

  /// The place of a timing; nil for one that is derived from others.
  func place(_ name: String) -> Value? { indices[name].flatMap { places[$0] } }

  /// The value of a timing; counts as a use.
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

  /// The value of a delay expression; counts as a use of all its timings.
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
  /// Between a read and a write over the link, the sum is the distance of two bursts minus the write's
  /// latency. The result may be negative because of the latency (pim-gpt's RDMAC16 to WR, 1 + 2 + 2 - 6), and
  /// then the rule has no effect. Any other negative sum would place a command before the one that it
  /// follows.
  ///
  /// - Throws: an error at any other negative sum.
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

  /// Checks that every timing is used; an unused one is probably misspelt.
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
