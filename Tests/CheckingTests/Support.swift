import PIMChecking
import PIMConfiguration
import PIMHardware
@_exported import PIMTestModels

/// The violations of commands, in order; refreshes that are missing at the end with them.
func violations(_ records: [CommandRecord], on system: System) -> [Violation] {
  var found: [Violation] = []
  var checker = CommandChecker(system)
  for record in records { checker.check(record) { found.append($0) } }
  checker.finish { found.append($0) }
  return found
}

extension CommandRecord {
  /// A command in bank `bank` of group `group` of channel 0, row 3 and column 5 where they apply.
  init(
    _ command: Command, at cycle: Int64, group: Int = 0, bank: Int = 0, row: Int = 3, column: Int = 5,
    line: Int = 1
  ) {
    let (isSingle, isGroup) = (command.footprint == .bank, command.footprint == .group)
    self.init(
      line: line, cycle: cycle, channel: 0, command: command, bankGroup: isSingle || isGroup ? group : -1,
      bank: isSingle ? bank : -1, row: row, column: column)
  }
}
