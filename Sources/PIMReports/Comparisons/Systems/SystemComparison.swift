internal import PIMConfiguration
public import PIMHardware

/// Machines compared by what they mean: derived figures, timings in cycles and nanoseconds, and rules matched
/// by commands and scope.
///
/// Only what is not the same on all machines has a row. Two rule tables that are written differently and
/// keep the same distances have none.
public struct SystemComparison: Sendable {
  /// The kind of a row.
  public enum Kind: String, Sendable, CaseIterable {
    /// Organisation, bandwidth, peak performance, capacity, area, commands.
    case derived
    /// A named timing.
    case timing
    /// The distance between commands.
    case rule
    /// The time from a command to the completion of its effect.
    case completion
  }

  /// What a machine has in a row.
  public enum Value: Sendable, Hashable {
    /// A time in clock cycles of the machine, and in picoseconds.
    case time(cycles: Int, picoseconds: Int64)
    /// A number of a unit, and the same for people.
    case number(Double, unit: String, text: String)
    /// Words for people; `meaning` is equal where the words mean the same.
    case text(String, meaning: String)
    /// The machine lacks a command that the row is about.
    case noCommand
  }

  /// How a machine stands to the first one in a row.
  public enum Verdict: String, Sendable {
    /// The same time, number or words.
    case same
    /// A shorter time, or a smaller number.
    case less
    /// A longer time, or a larger number.
    case more
    /// Words that differ.
    case different
    /// A rule that lets the second command follow sooner than the first machine's.
    case looser
    /// A rule that holds the second command back longer than the first machine's.
    case tighter
    /// Only the first machine has it.
    case onlyFirst = "only_first"
    /// Only this machine has it.
    case onlyHere = "only_here"
    /// Neither has it; a third one does.
    case neither
  }

  /// A row, with a value for each machine.
  public struct Row: Sendable, Hashable {
    /// The kind of the row.
    public let kind: Kind
    /// The row's name for people: `tRP`, `ACT16 to MAC16`.
    public let name: String
    /// The commands of a rule that come first; empty for other rows.
    public let preceding: [String]
    /// The commands of a rule that follow, or the command of a completion.
    public let following: [String]
    /// The scope of a rule; nil for other rows.
    public let scope: TimingRule.Scope?
    /// The window of a rule; 1 for other rows.
    public let window: Int
    /// In the order of `machines`; nil where a machine does not have it.
    public let values: [Value?]
    /// The most that the difference can be of any of the runs, 0 to 1; nil where nothing can be said of that.
    public let weight: Double?
    /// True if the row is shown only on request: the rows of timings say the same, or a timing has no
    /// counterpart of its name.
    public let isMinor: Bool

    /// How a machine stands to the first.
    public func verdict(_ index: Int) -> Verdict { SystemComparison.verdict(kind, values[0], values[index]) }
  }

  /// The indices of the compared sides, in order: those that have a machine.
  public let machines: [Int]
  /// The rows: derived figures, then timings, then rules and completions, the latter two with the most
  /// weight first.
  public let rows: [Row]

  /// - Returns: nil if fewer than two sides have a machine, or nothing differs.
  init?(_ sides: [MachineFigures?]) {
    machines = sides.indices.filter { sides[$0] != nil }
    let figures = sides.compactMap { $0 }
    guard figures.count > 1 else { return nil }
    rows =
      Self.derivedRows(figures) + Self.timingRows(figures)
      + Self.ranked(Self.ruleRows(figures) + Self.completionRows(figures))
    if rows.isEmpty { return nil }
  }

  /// Rows with the most weight first; equal ones in their order.
  static func ranked(_ rows: [Row]) -> [Row] {
    rows.enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      if x.isMinor != y.isMinor { return !x.isMinor }
      return (y.weight ?? 0, a.offset) < (x.weight ?? 0, b.offset)
    }.map(\.element)
  }

  private static func verdict(_ kind: Kind, _ first: Value?, _ other: Value?) -> Verdict {
    func isMissing(_ value: Value?) -> Bool { value == nil || value == .noCommand }
    switch (isMissing(first), isMissing(other)) {
    case (true, true): return .neither
    case (true, false): return .onlyHere
    case (false, true): return .onlyFirst
    case (false, false): break
    }
    switch (first, other) {
    case (.time(_, let a)?, .time(_, let b)?):
      if a == b { return .same }
      if kind == .rule { return a < b ? .tighter : .looser }
      return a < b ? .more : .less
    case (.number(let a, _, _)?, .number(let b, _, _)?): return a == b ? .same : a < b ? .more : .less
    case (.text(_, let a)?, .text(_, let b)?): return a == b ? .same : .different
    default: return .different
    }
  }

  /// True if the rows say all that a value of a document means.
  static func covers(_ path: ConfigurationPath) -> Bool {
    var components = path.components[...]
    guard components.popFirst() == .key("system") else { return false }
    guard case .key(let section)? = components.popFirst() else { return false }
    switch section {
    case "name", "description", "clock", "organisation", "link", "globalBuffer", "macUnit", "timing",
      "commands", "modes", "autoPrecharge", "rules", "completion":
      return true
    case "asic": return components.first != .key("functions")
    default: return false
    }
  }

  /// The largest difference between the machines' times, picoseconds; a missing one counts as none.
  static func spread(_ values: [Value?]) -> Int64 {
    var times: [Int64] = []
    for value in values {
      switch value {
      case .time(_, let picoseconds)?: times.append(picoseconds)
      case .noCommand?: continue
      default: times.append(0)
      }
    }
    guard let most = times.max(), let least = times.min() else { return 0 }
    return times.count == 1 ? most : most - least
  }

  /// `12 ns`, `0.5 ns`, `6,825 ns`: nanoseconds for all times, so that they can be compared by eye.
  static func nanoseconds(_ picoseconds: Int64) -> String {
    let (whole, rest) = picoseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
    var digits = String(1000 + rest).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return (picoseconds < 0 ? "-" : "") + NumberText.count(whole) + (digits.isEmpty ? "" : ".\(digits)")
      + " ns"
  }
}
