internal import PIMHardware
internal import PIMResults

extension SystemComparison {
  /// A row before its name: the commands of a difference that is the same for all of them.
  private struct Group: Hashable {
    let scope: TimingRule.Scope
    let window: Int
    let values: [Value?]
    let isMinor: Bool
  }

  /// A row for each distance that the machines do not share. Pairs of commands with the same distances are in
  /// one row, where the row can name them as "each of these before each of those".
  static func ruleRows(_ machines: [MachineFigures]) -> [Row] {
    let tables = machines.map { RuleConstraint.all(of: $0.system) }
    let shared = sharedTimings(machines)
    var groups: [Group: [Command: [Command]]] = [:]
    var weights: [RuleConstraint.Key: Double] = [:]
    for key in differing(tables, machines) {
      let (values, follows) = values(key, tables, machines, shared)
      let change = spread(values)
      let weight = machines.map { $0.weight(of: change, from: key.preceding, to: key.following) }.max() ?? 0
      // Pairs that do not occur are apart from those that do, so that a row names what matters.
      let group = Group(
        scope: key.scope, window: key.window, values: values, isMinor: follows || weight == 0)
      groups[group, default: [:]][key.preceding, default: []].append(key.following)
      weights[key] = weight
    }
    var rows: [Row] = []
    for (group, pairs) in groups {
      // Commands that precede the same ones are named together.
      var byFollowing: [[Command]: [Command]] = [:]
      for preceding in Command.allCases {
        guard let following = pairs[preceding] else { continue }
        byFollowing[following.sorted { $0.rawValue < $1.rawValue }, default: []].append(preceding)
      }
      for (following, preceding) in byFollowing {
        let keys = preceding.flatMap { p in
          following.map {
            RuleConstraint.Key(preceding: p, following: $0, scope: group.scope, window: group.window)
          }
        }
        rows.append(
          row(
            group.scope, group.window, preceding, following, group.values, group.isMinor,
            keys.compactMap { weights[$0] }.max() ?? 0))
      }
    }
    return rows.sorted { sortKey($0).lexicographicallyPrecedes(sortKey($1)) }
  }

  private static func row(
    _ scope: TimingRule.Scope, _ window: Int, _ preceding: [Command], _ following: [Command],
    _ values: [Value?], _ isMinor: Bool, _ weight: Double
  ) -> Row {
    let (before, after) = (preceding.map(\.mnemonic), following.map(\.mnemonic))
    let place =
      switch scope {
      case .channel: ""
      case .bankGroup: ", one bank group"
      case .bank: ", one bank"
      }
    return Row(
      kind: .rule,
      name: before.joined(separator: " ") + " to " + after.joined(separator: " ") + place
        + (window > 1 ? ", \(window) back" : ""),
      preceding: before, following: after, scope: scope, window: window, values: values, weight: weight,
      isMinor: isMinor)
  }

  /// A total order of rows that does not depend on hashes.
  private static func sortKey(_ row: Row) -> [UInt8] { Array("\(row.name) \(row.values)".utf8) }

  /// The pairs of commands whose distance is not the same on all machines, scope by scope: a narrower scope
  /// only where it differs from the wider ones.
  private static func differing(
    _ tables: [[RuleConstraint.Key: RuleConstraint]], _ machines: [MachineFigures]
  ) -> [RuleConstraint.Key] {
    var keys: [RuleConstraint.Key] = []
    for preceding in Command.allCases {
      for following in Command.allCases {
        for window in Set(tables.flatMap { $0.keys.map(\.window) }).sorted() {
          var wider: [Int64]?
          for scope in TimingRule.Scope.allCases
          where RuleConstraint.canonical(scope, preceding, following) == scope {
            let key = RuleConstraint.Key(
              preceding: preceding, following: following, scope: scope, window: window)
            let times = zip(tables, machines).map { table, machine in
              Int64(table.effective(key)?.cycles ?? 0) * machine.system.commandClockPicoseconds
            }
            defer { wider = times }
            guard wider != times, times.contains(where: { $0 != times[0] }) else { continue }
            keys.append(key)
          }
        }
      }
    }
    return keys
  }

  /// The distance on each machine; `isMinor` if the difference follows from timings that have rows of their
  /// own: every machine writes the same sum of timings that all of them have.
  private static func values(
    _ key: RuleConstraint.Key, _ tables: [[RuleConstraint.Key: RuleConstraint]],
    _ machines: [MachineFigures], _ shared: Set<String>
  ) -> (values: [Value?], isMinor: Bool) {
    var expressions: [String] = []
    let values = zip(tables, machines).map { table, machine -> Value? in
      let system = machine.system
      guard system.has(key.preceding), system.has(key.following) else { return .noCommand }
      guard let constraint = table.effective(key) else {
        expressions.append("")
        return nil
      }
      expressions.append(constraint.expression)
      return .time(
        cycles: constraint.cycles,
        picoseconds: Int64(constraint.cycles) * system.commandClockPicoseconds)
    }
    let isWrittenAlike =
      expressions.count == machines.count && expressions.allSatisfy { $0 == expressions[0] }
    return (values, isWrittenAlike && timings(in: expressions[0]).allSatisfy(shared.contains))
  }

  /// The named timings of a sum such as `nCL + nBL - nCWL`.
  static func timings(in expression: String) -> [String] {
    expression.split { $0 == " " || $0 == "+" || $0 == "-" }.filter { $0.first == "n" }.map(String.init)
  }

  /// The names of the timings that all machines have.
  static func sharedTimings(_ machines: [MachineFigures]) -> Set<String> {
    machines.dropFirst().reduce(Set(machines[0].system.timings.map(\.name))) {
      $0.intersection($1.system.timings.map(\.name))
    }
  }

  /// A row for each command whose effect is not complete after the same time on all machines. How much of a
  /// run waits for that is not known: commands follow one another before the effect of the first.
  static func completionRows(_ machines: [MachineFigures]) -> [Row] {
    Command.allCases.compactMap { command in
      let values = machines.map { machine -> Value? in
        guard machine.system.has(command) else { return .noCommand }
        let cycles = machine.system.completionCycles[Int(command.rawValue)]
        return .time(cycles: cycles, picoseconds: Int64(cycles) * machine.system.commandClockPicoseconds)
      }
      let change = spread(values)
      if change == 0 { return nil }
      return Row(
        kind: .completion, name: "effect of \(command.mnemonic)", preceding: [],
        following: [command.mnemonic], scope: nil, window: 1, values: values,
        weight: nil, isMinor: true)
    }
  }

  /// A row for each named timing that is not the same on all machines, the weightiest first.
  static func timingRows(_ machines: [MachineFigures]) -> [Row] {
    let shared = sharedTimings(machines)
    var names: [String] = []
    for timing in machines.flatMap(\.system.timings) where !names.contains(timing.name) {
      names.append(timing.name)
    }
    return ranked(
      names.compactMap { name in
        let values = machines.map { machine -> Value? in
          machine.system.timings.first { $0.name == name }.map {
            .time(
              cycles: $0.cycles, picoseconds: Int64($0.cycles) * machine.system.commandClockPicoseconds)
          }
        }
        let change = spread(values)
        if !values.contains(nil), change == 0 { return nil }
        return Row(
          kind: .timing, name: "t" + name.dropFirst(), preceding: [], following: [], scope: nil, window: 1,
          values: values,
          weight: shared.contains(name) ? machines.map { weight(name, change, $0) }.max() : nil,
          isMinor: !shared.contains(name))
      })
  }

  /// The most that a change of a timing can be of a run: over all pairs of commands that it holds apart.
  private static func weight(_ name: String, _ change: Int64, _ machine: MachineFigures) -> Double {
    if name == "nREFI" { return machine.share(.refresh) }
    return RuleConstraint.all(of: machine.system).filter { timings(in: $0.value.expression).contains(name) }
      .keys.map { machine.weight(of: change, from: $0.preceding, to: $0.following) }.max() ?? 0
  }
}
