import Glibc
import PIMConfiguration
import PIMHardware
import Testing

/// The system aim-gddr6 against the table of timing rules in traces/aim.
@Suite struct AiMSystemTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  private static func system(_ overrides: [String] = []) throws -> System {
    let resolver = Resolver(
      library: PresetLibrary(roots: [root + "/configs"]), references: [:], rivalKey: System.rivalTiming)
    return try System(
      resolver.resolve("aim-gddr6", kind: .systems, overrides: overrides.map { try Override(parsing: $0) })
        .value())
  }

  private static func contents(_ path: String) throws -> String {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private struct Row: Hashable, CustomStringConvertible {
    var scope: String
    var after: [String]
    var before: [String]
    var delay: String
    var cycles: Int
    var description: String { "\(scope) \(after) \(before) \(delay) = \(cycles)" }
  }

  /// Marks of the simulator's controller, which no command bus carries.
  private static let marks = ["SYNC", "EOC"]

  private static func table() throws -> [Row] {
    try contents(root + "/traces/aim/timing-rules.tsv").split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t").map(String.init)
      #expect(fields.count == 5)
      func commands(_ text: String) -> [String] {
        text.split(separator: ",").map(String.init).filter { !marks.contains($0) }
      }
      return Row(
        scope: fields[0], after: commands(fields[1]), before: commands(fields[2]), delay: fields[3],
        cycles: try #require(Int(fields[4])))
    }
  }

  /// The rules of the system that are not in the table, each with its reason.
  private static let extra: [Row: String] = [
    Row(scope: "channel", after: ["REFab"], before: ["REFab"], delay: "nRFC", cycles: 210):
      "a channel that owes several refreshes pays one after the other",
    Row(scope: "channel", after: ["TMOD"], before: ["TMOD"], delay: "nMODCH", cycles: 32):
      "a refresh may fall due between a turn and what it was for, and turns the channel back",
    Row(
      scope: "channel", after: ["REFab"],
      before: [
        "PRE", "PRE4", "PREA", "RD", "WR", "RDA", "WRA", "MAC", "RDCP", "WRCP", "MAC16", "AF16", "EWMUL16",
        "WRA16", "REFpb",
      ], delay: "nRFC", cycles: 210): "JEDEC: no command while all banks are refreshed",
    Row(
      scope: "channel", after: ["REFab"], before: ["WRGB", "RDMAC16", "RDAF16", "WRMAC16", "TMOD"],
      delay: "nRFCBuffer", cycles: 210): "the same, of commands that JEDEC does not have",
  ]

  /// Every row of the table is a rule of the system, in the same words and with the same delay, and every
  /// rule is a row of the table or has its reason.
  @Test func rulesAreThoseOfTheTable() throws {
    let table = try Self.table()
    #expect(table.count == 104)
    // The table was made with these two.
    let system = try Self.system(["timing.nRRDS=5", "timing.nRRDL=6"])
    let rules = system.rules.map { rule in
      #expect(rule.window == 1)
      return Row(
        scope: rule.scope.rawValue, after: rule.preceding.map(\.mnemonic),
        before: rule.following.map(\.mnemonic),
        delay: String(rule.expression.filter { $0 != " " }), cycles: rule.delay)
    }
    for row in table where !rules.contains(row) { Issue.record("not in the system: \(row)") }
    for rule in rules where !table.contains(rule) && Self.extra[rule] == nil {
      Issue.record("not in the table: \(rule)")
    }
    for row in Self.extra.keys where !rules.contains(row) { Issue.record("no longer in the system: \(row)") }
    #expect(rules.count == table.count + Self.extra.count)
  }

  /// The preset's own values: tRRD of 11 cycles, a refresh every 3,333 that takes 210, and 32 channels of 16
  /// banks.
  @Test func preset() throws {
    let system = try Self.system()
    #expect(system.cycles("nRRDS") == 11 && system.cycles("nRRDL") == 11)
    #expect(
      system.refresh
        == System.Refresh(policy: .strict, intervalCycles: 3333, durationCycles: 210, postponeLimit: 8))
    // A refresh of one bank takes half as long as one of all.
    #expect(system.cycles("nRFCpb") == 105)
    #expect(
      system.organisation
        == System.Organisation(
          channels: 32, bankGroups: 4, banksPerGroup: 4, rows: 16384, columns: 64, elementsPerColumn: 16))
    // 256 bits on 16 pins of 16 Gb/s: 1 ns.
    #expect(system.link.burstCycles == 2)
    #expect(Command.allCases.allSatisfy(system.has))
    #expect(!system.macUnit.readClears)
    #expect(Command.allCases.filter(system.closesRow) == [.RDA, .WRA, .WRA16])
    #expect(system.traceMask == System.TraceMask(bits: 32, order: .highestFirst))
    #expect(system.modeNames == ["bank", "register"])
    // Every command but the turn itself has its mode; those that touch no bank have the second.
    for command in Command.allCases {
      let expected: UInt8? = command.role == .mode ? nil : command.role == .buffer ? 1 : 0
      #expect(system.mode[Int(command.rawValue)] == expected, "\(command)")
    }
  }

  /// The simulator has the timings of refresh from its ordinary GDDR6 presets: they are not measured, as the
  /// others are.
  @Test func refreshTimingsAreNotMeasured() throws {
    let resolver = Resolver(
      library: PresetLibrary(roots: [Self.root + "/configs"]), references: [:], rivalKey: System.rivalTiming)
    let timings = ResolvedConstant.all(in: try resolver.resolve("aim-gddr6", kind: .systems)).filter {
      $0.path.description.hasPrefix("timing.")
    }
    let others = timings.filter { $0.certainty != .measured }.map(\.path.description)
    #expect(others == ["timing.nRFC", "timing.nRFCpb", "timing.nRREFD", "timing.nREFI", "timing.nRFCBuffer"])
    #expect(timings.filter { $0.certainty == .measured }.count == 25)
  }

  /// Latencies of requests in the simulator's GDDR6.cpp (commit 0f28a07). WRA16: nCWL 6 + nBL 2 + nRP 32.
  @Test func completionsAreThoseOfTheSimulator() throws {
    let system = try Self.system()
    let expected: [Command: Int] = [
      .RD: 52, .WR: 8, .WRGB: 3, .WRMAC16: 3, .RDMAC16: 2, .RDAF16: 2, .RDCP: 1, .WRCP: 1, .MAC: 1, .MAC16: 1,
      .AF16: 1, .EWMUL16: 1, .WRA16: 40,
    ]
    for (command, cycles) in expected {
      #expect(system.completionCycles[Int(command.rawValue)] == cycles, "\(command)")
    }
  }

  @Test(arguments: [1, 8, 33, 64]) func anyNumberOfChannels(count: Int) throws {
    #expect(try Self.system(["organisation.channels=\(count)"]).organisation.channels == count)
  }

  // MARK: Keys

  @Test func traceMask() throws {
    #expect(try Documents.system().traceMask == nil)
    let lowest = try Documents.system("trace: {maskBits: 8, maskBitOrder: lowestFirst}\n").traceMask
    #expect(lowest?.mirrored(0) == 0 && lowest?.mirrored(7) == 7)
    let highest = try Documents.system("trace: {maskBits: 8, maskBitOrder: highestFirst}\n").traceMask
    #expect(highest?.mirrored(0) == 7 && highest?.mirrored(7) == 0)
    #expect(
      Documents.failure("trace: {maskBits: 65, maskBitOrder: lowestFirst}\n")
        == "a.yaml:2:19: trace.maskBits: out of range, found 65; expected an integer between 1 and 64")
    #expect(
      Documents.failure("trace: {maskBits: 32}\n")
        == "a.yaml:2:8: trace.maskBitOrder: missing key; expected one of lowestFirst, highestFirst")
    #expect(
      Documents.failure("trace: {maskBits: 32, maskBitOrder: lowest}\n")
        == "a.yaml:2:37: trace.maskBitOrder: unknown choice, found \"lowest\"; expected one of lowestFirst, highestFirst"
    )
  }

  @Test func autoPrecharge() throws {
    #expect(Command.allCases.filter(try Documents.system().closesRow) == [.RDA, .WRA])
    #expect(
      Command.allCases.filter(try Documents.system("autoPrecharge: [MAC16]\n").closesRow) == [
        .RDA, .WRA, .MAC16,
      ])
    #expect(
      Documents.failure("autoPrecharge: [ACT]\n")
        == "a.yaml:2:17: autoPrecharge[0]: has no row to close, found ACT; expected a command on columns such as WRA16"
    )
    #expect(
      Documents.failure("autoPrecharge: [WR, WR]\n")
        == "a.yaml:2:21: autoPrecharge[1]: command named twice, found WR")
  }
}
