internal import PIMHardware

extension EventChannel {
  /// The constants of a system that a channel reads for every command.
  package final class Constants: @unchecked Sendable {
    package let rules: RuleSet
    /// The rule set's channel-wide entries and their bounds, outside reference counting; never modified.
    let entries: UnsafeMutableBufferPointer<RuleSet.Entry>
    let bounds: UnsafeMutableBufferPointer<Int>
    let refresh: System.Refresh
    let interval: Int64
    let modes: [UInt8?]
    let hasModes: Bool
    /// By command: true if it precharges its row. `hasClosing` is true if an instruction uses such a command.
    let closesRow: [Bool]
    let hasClosing: Bool
    let isLocal: [Bool]
    let groupSlots: [Int]
    let bankSlots: [Int]
    package let banks: Int
    let banksPerGroup: Int
    package let groups: Int
    let columns: Int32
    let window: Int
    /// By command: cycles to the next command of its kind in the same bank without other constraints; 0 for
    /// commands that are not issued in runs.
    let ownDelay: [Int64]
    /// By command: true if a rule sets `ownDelay`, false if the command bus does.
    let isBoundByItself: [Bool]

    init(_ system: System, rules: RuleSet) {
      self.rules = rules
      entries = .allocate(capacity: rules.channel.count)
      _ = entries.initialize(from: rules.channel)
      bounds = .allocate(capacity: rules.channelBounds.count)
      _ = bounds.initialize(from: rules.channelBounds)
      (refresh, interval) = (system.refresh, Int64(system.refresh.intervalCycles))
      (isLocal, groupSlots, bankSlots) = (rules.isLocal, rules.groupSlots, rules.bankSlots)
      (modes, hasModes) = (system.mode, system.mode.contains { $0 != nil })
      closesRow = system.closesRow
      hasClosing = Command.allCases.contains { $0 != .RDA && $0 != .WRA && system.closesRow($0) }
      banks = system.organisation.banks
      banksPerGroup = system.organisation.banksPerGroup
      groups = system.organisation.bankGroups
      columns = Int32(system.organisation.columns)
      window = system.hostWindow
      let own = Command.allCases.indices.map { f in
        (rules.channel[rules.channelBounds[f]..<rules.channelBounds[f + 1]] + rules.group[f] + rules.bank[f])
          .filter { $0.preceding == f }.map(\.delay).max() ?? 0
      }
      isBoundByItself = own.map { $0 > 0 }
      ownDelay = Command.allCases.indices.map { f in
        let isCounted =
          rules.rings.contains { $0.commands[f] } || !rules.window[f].isEmpty || system.closesRow[f]
        return isCounted ? 0 : max(1, own[f])
      }
    }

    deinit {
      entries.deallocate()
      bounds.deallocate()
    }
  }
}
