import PIMConfiguration
import PIMHardware
import Testing

/// The system hbm-pim, which no code knows of, against the sources that it names.
@Suite struct HBMSystemTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  private static func system() throws -> System {
    let resolver = Resolver(
      library: PresetLibrary(roots: [root + "/configs"]), references: [:], rivalKey: System.rivalTiming)
    return try System(resolver.resolve("hbm-pim", kind: .systems, overrides: []).value())
  }

  /// HBM3_8Gb_1R: 16 channels of 8 Gb are 16 GiB, in 32 pseudo-channels of 512 MiB. A column access is 32
  /// pins x 8 bits = 32 B.
  @Test func organisation() throws {
    let organisation = try Self.system().organisation
    #expect(
      organisation
        == System.Organisation(
          channels: 32, bankGroups: 4, banksPerGroup: 4, rows: 32768, columns: 32, elementsPerColumn: 16))
    #expect(organisation.channelBytes == 512 << 20)
    #expect(organisation.channelBytes * organisation.channels == 16 << 30)
  }

  /// A burst: 256 bits / (32 x 6.4 Gb/s) = 1,250 ps, two clock cycles of 625 ps. A refresh: 350 ns / 625 ps =
  /// 560.
  @Test func times() throws {
    let system = try Self.system()
    #expect(system.commandClockPicoseconds == 625)
    #expect(system.link.burstCycles == 2)
    #expect(system.refresh.durationCycles == 560)
    // 6,240 x 625 ps = 3.9 us.
    #expect(Int64(system.refresh.intervalCycles) * system.commandClockPicoseconds == 3_900_000)
    // tMACRD: 9 ns / 625 ps = 14.4, rounded up.
    #expect(system.completionCycles[Int(Command.MAC16.rawValue)] == 15)
    // 7 cycles between all-bank MACs, by the stack's power; 4 in a bank group, by its arrays.
    #expect(system.repeatPicoseconds(.MAC16) == 7 * 625)
    #expect(system.repeatPicoseconds(.RD) == 4 * 625)
  }
}
