import PIMInstructions
import PIMResults
import Testing

/// What waits for what inside a block and between blocks, over ASIC SRAM. On two channels, so that only the
/// data can be the reason. A read of one burst on channel 0 takes nRCDRD + nCL + nBL = 24 + 24 + 2 = 50
/// cycles; a burst into channel 1's buffer nCWLGB + nBL = 3.
@Suite struct DependenceTests {
  static let other = ChannelMask.only(1)
  static let read = ["0 ACT bank 0 row 0", "24 RD bank 0 row 0 column 0"]

  /// Read after write: the buffer is filled with what was read.
  @Test(arguments: Schedule.allCases) func readAfterWrite(schedule: Schedule) throws {
    try HandComputed(channels: 2, schedule: schedule).expect(
      [[Make.readBank(0, length: 16, to: 32), Make.writeBuffer(16, from: 32, channels: Self.other)]],
      commands: Self.read + ["50 WRGB channel 1 column 0"], time: 26_500,
      cycles: [.rowOpening: 24, .link: 26 + 3])
  }

  /// No dependence, no wait.
  @Test(arguments: Schedule.allCases) func independentChannels(schedule: Schedule) throws {
    try HandComputed(channels: 2, schedule: schedule).expect(
      [[Make.readBank(0, length: 16, to: 32), Make.writeBuffer(16, from: 48, channels: Self.other)]],
      commands: ["0 ACT bank 0 row 0", "0 WRGB channel 1 column 0", "24 RD bank 0 row 0 column 0"],
      time: 25_000,
      cycles: [.rowOpening: 24, .link: 26])
  }

  /// Write after read: a vector is not overwritten before the last burst of it is in the buffer, at 126 + 3 =
  /// 129.
  @Test(arguments: Schedule.allCases) func writeAfterRead(schedule: Schedule) throws {
    try HandComputed(channels: 2, schedule: schedule).expect(
      [[Make.writeBuffer(1024, channels: Self.other), Make.readBank(0, length: 16, to: 1008)]],
      commands: ["0…126/2 WRGB channel 1 column 0…63"]
        + ["129 ACT bank 0 row 0", "153 RD bank 0 row 0 column 0"],
      time: 89_500, cycles: [.bufferWrite: 126, .link: 3 + 26, .rowOpening: 24])
  }

  /// Write after write: of two reads to the same place the second is the one that stays.
  @Test(arguments: Schedule.allCases) func writeAfterWrite(schedule: Schedule) throws {
    try HandComputed(channels: 2, schedule: schedule).expect(
      [[Make.readBank(0, length: 16, to: 32), Make.readBank(3, length: 16, to: 32, channels: Self.other)]],
      commands: Self.read + ["50 ACT channel 1 bank 3 row 0", "74 RD channel 1 bank 3 row 0 column 0"],
      time: 50_000,
      cycles: [.rowOpening: 48, .link: 52])
  }

  /// Serial blocks wait for each other whether or not they share data; overlapped ones only then.
  @Test func blocksWaitForEachOtherUnderTheSerialSchedule() throws {
    let blocks = [
      [Make.readBank(0, length: 16, to: 32)], [Make.readBank(0, length: 16, to: 48, channels: Self.other)],
    ]
    try HandComputed(channels: 2, schedule: .serial).expect(
      blocks,
      commands: Self.read + ["50 ACT channel 1 bank 0 row 0", "74 RD channel 1 bank 0 row 0 column 0"],
      time: 50_000,
      cycles: [.rowOpening: 48, .link: 52])
    try HandComputed(channels: 2, schedule: .overlapped).expect(
      blocks,
      commands: [
        "0 ACT bank 0 row 0", "0 ACT channel 1 bank 0 row 0", "24 RD bank 0 row 0 column 0",
        "24 RD channel 1 bank 0 row 0 column 0",
      ],
      time: 25_000, cycles: [.rowOpening: 24, .link: 26])
  }

  /// Nothing passes a SYNC, in either direction, under either schedule.
  @Test(arguments: Schedule.allCases) func synchronisation(schedule: Schedule) throws {
    try HandComputed(channels: 2, schedule: schedule).expect(
      [
        [
          Make.readBank(0, length: 16, to: 32), Instruction(.SYNC),
          Make.readBank(0, length: 16, to: 48, channels: Self.other),
        ]
      ],
      commands: Self.read + ["50 ACT channel 1 bank 0 row 0", "74 RD channel 1 bank 0 row 0 column 0"],
      time: 50_000,
      cycles: [.rowOpening: 48, .link: 52])
  }

  /// Reads that do not touch each other's elements are one batch even when other instructions stand before
  /// and after. The product in front of them ends its MACs at 24; RD 26 needs the row of bank 0, which is
  /// open; bank 1's too.
  @Test func aBatchFollowsItsChannelsOrder() throws {
    try HandComputed().expect(
      [
        [
          Make.multiply(row: 0, count: 1), Make.readBank(0, length: 16, to: 32),
          Make.readBank(1, length: 16, to: 48),
          Make.writeBuffer(16, from: 64),
        ]
      ],
      // WRGB turns the bus round: nCL + nBL + nRTW − nCWLGB = 27 after the last read.
      commands: [
        "0 ACT16 row 0", "24 MAC16 row 0 column 0", "26 RD bank 0 row 0 column 0",
        "28 RD bank 1 row 0 column 0",
        "55 WRGB column 0",
      ],
      time: 29_000, cycles: [.rowOpening: 24, .bankRead: 4, .bufferWrite: 27, .link: 3])
  }
}
