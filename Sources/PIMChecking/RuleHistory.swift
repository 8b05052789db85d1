internal import PIMHardware

/// The last preceding command of each timing rule, in the channel and in each bank group or bank.
///
/// A command on all banks is stored once for all of them, so that the work per command and rule does not grow
/// with the number of banks.
struct RuleHistory {
  /// The part that depends on the rule table only.
  struct Table {
    let rules: [TimingRule]
    let banksPerGroup: Int
    /// The rules in which a command is a preceding one (`from`) or a following one (`to`); by raw value.
    var from: [[Int]]
    var to: [[Int]]
    /// The index of each rule's first mark.
    var base: [Int] = []
    var marks = 0

    init(_ system: System) {
      rules = system.rules
      banksPerGroup = system.organisation.banksPerGroup
      // A rule whose delay is not positive has no effect.
      func places(_ commands: KeyPath<TimingRule, [Command]>) -> [[Int]] {
        Command.allCases.map { c in
          system.rules.indices.filter {
            system.rules[$0].delay > 0 && system.rules[$0][keyPath: commands].contains(c)
          }
        }
      }
      from = places(\.preceding)
      to = places(\.following)
      for rule in rules {
        base.append(marks)
        marks += max(Table.slots + system.organisation.banks, rule.window)
      }
    }

    /// The layout of a rule's marks: the latest command, the latest on all banks, and one per bank or bank
    /// group.
    static let latest = 0
    static let all = 1
    static let slots = 2
  }

  /// The stored commands, by rule.
  private var marks: [CommandRecord]
  /// For rules with a window, whose marks are a ring: the index of the oldest command.
  private var oldest: [Int]

  static let never = CommandRecord(line: 0, cycle: .min / 4, channel: -1, command: .REFab)

  init(_ table: borrowing Table) {
    marks = Array(repeating: Self.never, count: table.marks)
    oldest = Array(repeating: 0, count: table.rules.count)
  }

  /// Checks a command against all rules.
  ///
  /// - Parameter report: called with each rule that is broken, and its preceding command.
  @inline(__always)
  func check(
    _ c: CommandRecord, banks: Range<Int>, in table: borrowing Table,
    report: (_ rule: Int, _ earlier: CommandRecord) -> Void
  ) {
    for index in table.to[Int(c.command.rawValue)] {
      let delay = Int64(table.rules[index].delay)
      let base = table.base[index]
      if table.rules[index].window > 1 {
        let earlier = marks[base + oldest[index]]
        if c.cycle - earlier.cycle < delay { report(index, earlier) }
        continue
      }
      // If the latest command in the channel is far enough away, so is the one in each bank.
      if c.cycle - marks[base + Table.latest].cycle >= delay { continue }
      if let earlier = latest(of: index, banks: banks, in: table), c.cycle - earlier.cycle < delay {
        report(index, earlier)
      }
    }
  }

  /// The latest preceding command of a rule that meets the banks in the rule's scope.
  private func latest(of index: Int, banks: Range<Int>, in table: borrowing Table) -> CommandRecord? {
    let base = table.base[index]
    let scope = table.rules[index].scope
    if scope == .channel { return marks[base + Table.latest] }
    // A command on no bank meets others only in the channel.
    if banks.isEmpty { return nil }
    let size = scope == .bank ? 1 : table.banksPerGroup
    var found = marks[base + Table.all]
    for slot in banks.lowerBound / size...(banks.upperBound - 1) / size {
      let mark = marks[base + Table.slots + slot]
      if mark.cycle > found.cycle { found = mark }
    }
    return found
  }

  /// Removes the commands after a cycle, whose cycles turned out to be wrong.
  mutating func forget(after cycle: Int64) {
    for index in marks.indices where marks[index].cycle > cycle { marks[index] = Self.never }
  }

  /// Stores a command as the last preceding one of its rules.
  @inline(__always)
  mutating func note(_ c: CommandRecord, banks: Range<Int>, in table: borrowing Table) {
    for index in table.from[Int(c.command.rawValue)] {
      let base = table.base[index]
      let window = table.rules[index].window
      if window > 1 {
        marks[base + oldest[index]] = c
        oldest[index] = oldest[index] + 1 == window ? 0 : oldest[index] + 1
        continue
      }
      let scope = table.rules[index].scope
      if scope == .channel {
        marks[base + Table.latest] = c
        continue
      }
      if banks.isEmpty { continue }
      marks[base + Table.latest] = c
      if c.command.footprint == .all {
        marks[base + Table.all] = c
        continue
      }
      let size = scope == .bank ? 1 : table.banksPerGroup
      for slot in banks.lowerBound / size...(banks.upperBound - 1) / size {
        marks[base + Table.slots + slot] = c
      }
    }
  }
}
