import PIMChecking
import PIMConfiguration
import PIMHardware

enum Machines {
  /// The project's folder, found from this file.
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  static func load(_ name: String, _ overrides: [String] = []) throws -> System {
    let resolver = Resolver(
      library: PresetLibrary(roots: [root + "/configs"]), references: [:], rivalKey: System.rivalTiming)
    let document = try resolver.resolve(
      name, kind: .systems, overrides: try overrides.map { try Override(parsing: $0) })
    return try System(document.value())
  }
}

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
