import PIMInstructions
import Testing

@testable import PIMMapping

/// Work counted from the effects of instructions.
@Suite struct ChannelWorkTableTests {
  /// Two channels of 6 banks, rows of 3 columns of 4 lanes.
  private static let geometry = Geometry(
    makeSystem(channels: 2, bankGroups: 1, banksPerGroup: 6, columns: 3, lanes: 4))

  private static func work(_ change: (inout Instruction) -> Void, _ opcode: Opcode) -> ChannelWorkTable {
    var instruction = Instruction(opcode)
    if opcode.unit == .channels { instruction.channels = .first(2) }
    change(&instruction)
    var table = ChannelWorkTable(geometry: geometry)
    table.count([instruction])
    return table
  }

  @Test func burstsOfTransfers() {
    // 9 elements are 3 bursts of 4 lanes; from lane 3 on, they end in the third; from lane 0 on 8 are 2.
    #expect(Self.work({ $0.length = 9 }, .WR_GB).channels.map(\.globalBuffer) == [3, 3])
    #expect(Self.work({ $0.length = 9 }, .RD_SBK).channels.map(\.reads) == [3, 3])
    #expect(Self.work({ ($0.length, $0.offset) = (9, 3) }, .WR_SBK).channels.map(\.writes) == [3, 3])
    #expect(Self.work({ ($0.length, $0.offset) = (8, 1) }, .WR_SBK).channels.map(\.writes) == [3, 3])
    #expect(Self.work({ $0.length = 8 }, .WR_SBK).channels.map(\.writes) == [2, 2])
    // An element of each of 6 banks: 2 bursts.
    #expect(Self.work({ $0.length = 12 }, .WR_BIAS).channels.map(\.presets) == [2, 2])
    #expect(Self.work({ $0.length = 12 }, .RD_MAC).channels.map(\.results) == [2, 2])
    #expect(Self.work({ $0.length = 12 }, .RD_AF).channels.map(\.results) == [2, 2])
    #expect(Self.work({ ($0.length, $0.offset) = (12, 2) }, .WR_ABK).channels.map(\.writes) == [2, 2])
  }

  /// Five columns from the last of row 7 on lie in rows 7, 8 and 9.
  @Test func columnsAndRowsOfProducts() {
    let table = Self.work({ ($0.row, $0.column, $0.count) = (7, 2, 5) }, .MAC_ABK)
    #expect(table.channels.map(\.macColumns) == [5, 5] && table.channels.map(\.macRows) == [3, 3])
    #expect(table.channels.map(\.link) == [0, 0])
    // Two channels of 6 banks with 5 columns of 4 lanes.
    #expect(table.workCounts(geometry: Self.geometry).issuedMACs == 2 * 6 * 5 * 4)
  }

  /// Instructions of the ASIC, SYNC and OPEN_ABK move nothing over links.
  @Test(arguments: Opcode.allCases.filter { $0.unit != .channels } + [.OPEN_ABK])
  func noTransfer(opcode: Opcode) {
    let table = Self.work({ ($0.length, $0.count) = (9, 2) }, opcode)
    #expect(table.channels.map(\.link) == [0, 0] && table.channels.map(\.macColumns) == [0, 0])
    #expect(table.instructions == 1 && table.blocks == 1)
  }
}
