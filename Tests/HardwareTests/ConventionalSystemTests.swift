import PIMConfiguration
import PIMHardware
import Testing

/// The system gddr6: channels without MAC units.
@Suite struct ConventionalSystemTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  private static func system(_ name: String, _ overrides: String...) throws -> System {
    let resolver = Resolver(
      library: PresetLibrary(roots: [root + "/configs"]), references: [:], rivalKey: System.rivalTiming)
    return try System(
      resolver.resolve(name, kind: .systems, overrides: overrides.map { try Override(parsing: $0) }).value())
  }

  /// Sections that may be left out with the commands: vectors are cut at a row, 64 bursts, and the ASIC
  /// multiplies bursts of 16.
  @Test func withoutMACUnits() throws {
    let system = try Self.system("gddr6")
    #expect(!system.hasMACUnits && system.globalBufferColumns == 64)
    #expect(system.macUnit == System.MACUnitDescription(lanes: 16, readClears: true))
    let commands: [Command] = [.MAC, .MAC16, .WRGB, .RDMAC16, .WRMAC16, .WRA16, .ACT16]
    #expect(!commands.contains(where: system.has))
    for name in ["pim-gpt", "aim-gddr6", "hbm-pim"] {
      let other = try Self.system(name)
      #expect(other.hasMACUnits)
    }
  }

  /// The memory is PIM-GPT's: every rule between commands that both have, and every time.
  @Test func memoryIsThatOfPIMGPT() throws {
    let (plain, pim) = (try Self.system("gddr6"), try Self.system("pim-gpt"))
    #expect(plain.organisation == pim.organisation && plain.link == pim.link && plain.refresh == pim.refresh)
    func delays(_ system: System, _ first: Command, _ second: Command) -> [String] {
      system.rules.filter { $0.preceding.contains(first) && $0.following.contains(second) }
        .map { "\($0.scope) \($0.delay) \($0.window)" }
    }
    let commands = Command.allCases.filter(plain.has)
    for first in commands {
      #expect(plain.completionCycles[Int(first.rawValue)] == pim.completionCycles[Int(first.rawValue)])
      for second in commands {
        #expect(delays(plain, first, second) == delays(pim, first, second), "\(first) \(second)")
      }
    }
  }

  /// With a command that needs them, the sections must be there.
  @Test(arguments: [("MAC16", "globalBuffer"), ("WRGB", "globalBuffer"), ("RDMAC16", "macUnit")])
  func sectionsThatCommandsNeed(command: String, section: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try Self.system("gddr6", "commands=[ACT, ACT16, PRE, PREA, RD, WR, REFab, \(command)]")
    }
    #expect(error.map { "\($0)" }?.contains(section) == true, "\(error.map { "\($0)" } ?? "")")
  }
}
