import PIMConfiguration
import Testing

@testable import PIMHardware

/// What another design than the published one takes, and which changes have a cost.
@Suite struct CostTests {
  // MARK: Area

  /// 0.64 mm² of ASIC; 8 channels of 4 Gib of 7 mm²; 8 · 16 · 16 lanes of 8,736 µm²; 8 · 2 KiB of 5,733 µm².
  @Test func areaOfThePublishedMachine() throws {
    let area = try Documents.system().area
    #expect(area.asic == Area(squareMicrometres: 640_000))
    #expect(area.dram == Area(squareMicrometres: 224_000_000))
    #expect(area.macUnits == Area(squareMicrometres: 17_891_328))
    #expect(area.globalBuffers == Area(squareMicrometres: 91_728))
    #expect(area.total == Area(squareMicrometres: 242_623_056))
  }

  /// SRAM has 128 · 1,486 µm² = 190,208 µm² of 640,000 µm². The other 449,792 µm² are 256 + 2.056 · 128 =
  /// 519.168 adders of 866.37 µm².
  @Test(
    arguments: [
      // 449,792 · 775.168 / 519.168 + 190,208.
      ("asic.adders=512", 861_791),
      // 449,792 · 327.168 / 519.168 + 190,208.
      ("asic.adders=64", 473_657),
      // 449,792 · 782.336 / 519.168 + 190,208.
      ("asic.multipliers=256", 868_001),
      // 449,792 + 256 · 1,486.
      ("asic.sram=256 KiB", 830_208), ("asic.clock=2 GHz", 640_000),
    ] as [(String, Int64)]) func areaOfOtherASICs(change: String, squareMicrometres: Int64) throws
  {
    let area = try Documents.system("", [change]).area
    #expect(area.asic == Area(squareMicrometres: squareMicrometres))
    #expect(area.dram == Area(squareMicrometres: 224_000_000))
  }

  @Test func areaOfOtherChannels() throws {
    let area = try Documents.system(
      "",
      ["organisation.channels=16", "macUnit.lanes=32", "organisation.burst=64 B", "globalBuffer.size=4 KiB"]
    ).area
    #expect(area.dram == Area(squareMicrometres: 448_000_000))
    #expect(area.macUnits == Area(squareMicrometres: 4 * 17_891_328))
    #expect(area.globalBuffers == Area(squareMicrometres: 4 * 91_728))
  }

  @Test func withoutCostsOnlyTheASICHasAnArea() throws {
    let area = try Documents.system("costs: null").area
    #expect(area == MachineArea(asic: Area(squareMicrometres: 640_000)) && area.total == nil)
    // What the file says of the ASIC is then said of any.
    #expect(try Documents.system("costs: null", ["asic.adders=512"]).area == area)
  }

  @Test func largeAreasAreClamped() throws {
    // 64 · 16 · 16,777,216 · 16 MiB are 2⁶¹ bits, 2³¹ · 1 m².
    let area = try Documents.system(
      "",
      [
        "costs.channel.dramAreaPerGib=1000000 mm2", "organisation.rows=16777216",
        "organisation.rowSize=16 MiB", "organisation.channels=64",
      ]
    ).area
    #expect(area.dram == Area(squareMicrometres: .max) && area.total == Area(squareMicrometres: .max))
    let extreme = MachineArea(
      asic: Area(squareMicrometres: .max), dram: Area(squareMicrometres: .max), macUnits: .zero,
      globalBuffers: .zero)
    #expect(extreme.total == Area(squareMicrometres: .max))
  }

  /// √(a / b) in billionths, rounded down: √2 = 1.414213562373…, √0.5 = 0.707106781186….
  @Test func roots() {
    #expect(DesignScale.rootBillionths(3, over: 3) == 1_000_000_000)
    #expect(DesignScale.rootBillionths(8, over: 2) == 2_000_000_000)
    #expect(DesignScale.rootBillionths(2, over: 1) == 1_414_213_562)
    #expect(DesignScale.rootBillionths(1, over: 2) == 707_106_781)
    #expect(DesignScale.rootBillionths(1 << 40, over: 1) == 1_048_576_000_000_000)
  }

  // MARK: Classes of keys

  /// The keys that decoding asks for, and those of tables with free keys, in all systems that come along.
  private static func allKeys() throws -> [ConfigurationPath] {
    var paths: Set<ConfigurationPath> = []
    for name in ["pim-gpt", "pim-gpt-idd", "aim-gddr6", "hbm-pim", "gddr6"] {
      let document = try Documents.document(name)
      let record = DecodingRecord()
      _ = try System(document.value(record: record))
      paths.formUnion(record.asked)
      paths.formUnion(ResolvedConstant.all(in: document).map(\.path))
    }
    return paths.sorted { "\($0)" < "\($1)" }
  }

  /// Every key has a class, and every entry of the table a key.
  @Test func everyKeyHasAClass() throws {
    let paths = try Self.allKeys()
    #expect(paths.count > 100)
    var names: Set<String> = []
    for path in paths {
      let name = CostClass.name(of: path)
      // A mapping that has keys of its own has no class.
      let isMapping = paths.contains { $0 != path && CostClass.name(of: $0).hasPrefix(name + ".") }
      if isMapping { continue }
      #expect(CostClass(of: path) != nil, "\(path)")
      names.insert(name)
    }
    for (key, _) in CostClass.table {
      let isUsed = names.contains { key.hasSuffix(".") ? ($0 + ".").hasPrefix(key) : $0 == key }
      #expect(isUsed, "no system has \(key)")
    }
    #expect(Set(CostClass.table.map(\.key)).count == CostClass.table.count)
  }

  @Test(arguments: [
    ("asic.adders", CostClass.asic), ("macUnit.lanes", .channel), ("timing.tRP", .uncosted),
    ("rules[3].delay", .uncosted), ("refresh.policy", .free), ("electrical.VDD", .assumption),
    ("electrical.measuredAt.tRC", .assumption), ("costs.channel.laneArea", .assumption),
  ]) func classes(path: String, expected: CostClass) throws {
    #expect(CostClass(of: try #require(ConfigurationPath(parsing: path))) == expected)
  }

  @Test func whatHasCosts() throws {
    let all: [CostClass] = [.asic, .channel, .free, .uncosted, .assumption]
    func costed(_ system: System) -> [CostClass] { all.filter(system.hasCosts) }
    #expect(costed(try Documents.system()) == [.asic, .channel, .free])
    #expect(costed(try Documents.system("costs: {channel: null}")) == [.asic, .free])
    #expect(costed(try Documents.system("costs: null")) == [.free])
  }

  // MARK: Refusals

  @Test(arguments: [
    (
      "asic: {adders: 512, area: 1.28 mm2}", [],
      "a.yaml:2:27: asic.area: contradicts the costs, found a machine with adders 512, and costs.asic.reference with 256 at PRESET; "
        + "expected no area here if it follows from the costs, or costs.asic.reference.adders beside it, which says what it is given for"
    ),
    (
      "asic: {clock: 500 MHz}\nelectrical: {asicPower: 150 mW}", [],
      "a.yaml:3:25: electrical.asicPower: contradicts the costs, found a machine with clock 2 ns, and costs.asic.reference with 1 ns at PRESET; "
        + "expected no asicPower here if it follows from the costs, or costs.asic.reference.clock beside it, which says what it is given for"
    ),
    (
      "macUnit: {lanes: 8}\norganisation: {burst: 16 B}", ["electrical.macPower=74.645 mW"],
      "--set electrical.macPower=74.645 mW: electrical.macPower: contradicts the costs, found a machine with lanes 8, and "
        + "costs.channel.reference with 16 at PRESET; expected no macPower here if it follows from the costs, or "
        + "costs.channel.reference.lanes beside it, which says what it is given for"
    ),
    (
      "globalBuffer: {size: 4 KiB}\nelectrical: {bufferReadEnergy: 1 pJ}", [],
      "a.yaml:3:32: electrical.bufferReadEnergy: contradicts the costs, found a machine with globalBuffer 4 KiB, and "
        + "costs.channel.reference with 2 KiB at PRESET; expected no bufferReadEnergy here if it follows from the costs, or "
        + "costs.channel.reference.globalBuffer beside it, which says what it is given for"
    ),
    (
      "costs: {asic: {sramAreaPerKiB: 5000 um2}}", [],
      "a.yaml:2:16: costs.asic.sramAreaPerKiB: leaves no area for adders and multipliers, found 640000 um2 for the SRAM of the "
        + "reference, and asic.area 640000 um2; expected less than asic.area, which is that of the reference"
    ),
    (
      "costs: {channel: {reference: {lanes: 0}}}", [],
      "a.yaml:2:38: costs.channel.reference.lanes: out of range, found 0; expected an integer between 1 and 2048"
    ),
    (
      "costs: {asic: {adderArea: 1 um2}}", [],
      "a.yaml:2:16: costs.asic.adderArea: unknown key; expected one of reference, multiplierAreaRatio, sramAreaPerKiB, sramEnergyShare"
    ),
    (
      """
      costs: {asic: {reference: {adders: 1, multipliers: 1, sram: 1 KiB, clock: 1 GHz}}}
      asic: {area: 0.64 mm2}
      electrical: {asicPower: 1000 W}
      """,
      ["asic.adders=1000000", "asic.multipliers=1000000"],
      "a.yaml:2:16: costs.asic.reference: too far from this machine, found more than 10 kW for the ASIC; expected a reference that "
        + "is more like this machine"
    ),
  ]) func refusals(text: String, overrides: [String], message: String) {
    // The place in the preset is left out.
    var found = Documents.message { try Documents.system(text, overrides) }
    if let start = found.firstRange(of: " at configs/systems/pim-gpt.yaml:"),
      let end = found[start.upperBound...].firstIndex(of: ";")
    {
      found.replaceSubrange(start.lowerBound..<end, with: " at PRESET")
    }
    #expect(found == message)
  }

  /// A constant that is given again says what it is of, or the machine is the reference.
  @Test(
    arguments: [
      ("asic: {adders: 512, area: 1.28 mm2}\ncosts: {asic: {reference: {adders: 512}}}", []),
      (
        "asic: {adders: 512, area: 1.28 mm2}\nelectrical: {asicPower: 400 mW}\ncosts: {asic: {reference: {adders: 300}}}",
        []
      ),
      ("asic: {adders: 512, area: 1.28 mm2}\ncosts: null", []),
      ("asic: {area: 0.7 mm2}", []), ("", ["electrical.macPower=200 mW"]),
      ("asic: {clock: 500 MHz}", ["asic.area=0.7 mm2"]),
    ] as [(String, [String])]) func constantsOfThisMachine(text: String, overrides: [String]) throws
  {
    _ = try Documents.system(text, overrides)
  }
}
