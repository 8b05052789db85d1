import PIMHardware
import PIMResults
import Testing

@testable import PIMSimulation

/// When lines are decoded, in picoseconds of a command clock of 500 ps.
@Suite struct HostDecoderTests {
  private static func decoder(linesPerCycle: Int = 1) -> HostDecoder {
    let blocking = Array(repeating: false, count: Command.count)
    return HostDecoder(
      System.HostQueue(depth: 33, linesPerCycle: linesPerCycle, blocking: blocking), clock: 500)
  }

  /// Three lines a cycle: the fourth is in the next. A further instruction of a line takes no turn.
  @Test func rate() {
    var decoder = Self.decoder(linesPerCycle: 3)
    var times: [Int64] = []
    for lines in [1, 1, 0, 1, 1, 3] as [Int32] {
      decoder.goOn(by: lines)
      times.append(decoder.point.time)
    }
    #expect(times == [0, 0, 0, 0, 500, 1000])
    #expect(decoder.point.ledger.total == 1000)
  }

  /// The ASIC ends at 700 ps, between two edges: a SYNC is over a cycle after the edge at 1,000, and the next
  /// line is decoded in the cycle after.
  @Test func goesOnAtAnEdge() {
    var decoder = Self.decoder()
    decoder.goOn(by: 1)
    var end = PathPoint(time: 700)
    end.ledger[.gelu] = 700
    decoder.hold(until: end, andCycles: 1)
    decoder.goOn(by: 1)
    #expect(decoder.point.time == 2000 && decoder.point.ledger.total == 2000)
    #expect(decoder.point.ledger[.gelu] == 700 && decoder.point.ledger[.frontEnd] == 1300)
  }
}
