import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMResults
import PIMSimulation
import Testing

/// Instructions as tests write them.
enum Make {
  private static let one = ChannelMask.only(0)

  static func writeBuffer(
    _ length: Int32, from address: Int32 = 0, burst: Int32 = 0, channels: ChannelMask = one
  ) -> Instruction {
    var i = Instruction(.WR_GB)
    (i.channels, i.address, i.length, i.offset) = (channels, address, length, burst)
    return i
  }

  static func multiply(
    row: Int32, column: Int32 = 0, count: Int32 = 64, channels: ChannelMask = one
  ) -> Instruction {
    var i = Instruction(.MAC_ABK)
    (i.channels, i.row, i.column, i.count) = (channels, row, column, count)
    return i
  }

  static func readResults(to address: Int32, channels: ChannelMask = one) -> Instruction {
    var i = Instruction(.RD_MAC)
    (i.channels, i.address, i.length) = (channels, address, 16 * Int32(channels.count))
    return i
  }

  static func readBank(
    _ bank: Int16, row: Int32 = 0, column: Int32 = 0, length: Int32, to address: Int32,
    channels: ChannelMask = one
  ) -> Instruction {
    var i = Instruction(.RD_SBK)
    (i.channels, i.bank, i.row, i.column, i.length, i.address) = (
      channels, bank, row, column, length, address
    )
    return i
  }

  static func writeBank(
    _ bank: Int16, row: Int32, column: Int32 = 0, lane: Int32 = 0, length: Int32, from address: Int32 = 0,
    channels: ChannelMask = one
  ) -> Instruction {
    var i = Instruction(.WR_SBK)
    (i.channels, i.bank, i.row, i.column, i.offset, i.length, i.address) = (
      channels, bank, row, column, lane, length, address
    )
    return i
  }

  static func writeAllBanks(row: Int32, column: Int32, lane: Int32, from address: Int32 = 0) -> Instruction {
    var i = Instruction(.WR_ABK)
    (i.channels, i.row, i.column, i.offset, i.length, i.address) = (one, row, column, lane, 16, address)
    return i
  }

  static func softmax(rows: Int32 = 1, length: Int32) -> Instruction {
    var i = Instruction(.SOFTMAX)
    (i.count, i.length, i.stride) = (rows, length, length)
    return i
  }

  /// Products of `count` weight vectors of `length` at `source`, in order, with the vector at `vector`.
  static func products(
    _ count: Int32, length: Int32, weights source: Int32, vector: Int32, to address: Int32
  ) -> Instruction {
    var i = Instruction(.VMM)
    (i.count, i.length, i.stride, i.source, i.source2, i.address) = (
      count, length, length, source, vector, address
    )
    (i.column, i.offset) = (1, 1)
    return i
  }

  /// The sum of two partial vectors at `source` and `source + length`.
  static func sum(_ length: Int32, of source: Int32, to address: Int32) -> Instruction {
    var i = Instruction(.SUM)
    (i.count, i.source, i.stride, i.address, i.length) = (2, source, length, address, length)
    return i
  }
}

/// A program, a machine, and what both engines must make of it.
struct HandComputed {
  /// The PIM-GPT system with one channel unless said otherwise.
  var system: System
  var schedule = Schedule.serial

  init(_ overrides: [String] = [], channels: Int = 1, schedule: Schedule = .serial) throws {
    system = try Machines.load("pim-gpt", ["organisation.channels=\(channels)"] + overrides)
    self.schedule = schedule
  }

  /// A command clock cycle, picoseconds.
  static let cycle: Int64 = 500

  /// Runs the blocks on both engines and holds them against commands, total time and causes.
  ///
  /// - Parameters:
  ///   - commands: in the form of `lines`.
  ///   - time: picoseconds.
  ///   - cycles: causes in command clock cycles of 0.5 ns.
  ///   - picoseconds: causes that are not whole cycles.
  /// - Returns: the result of the `event` engine.
  @discardableResult
  func expect(
    _ blocks: [[Instruction]], commands: [String], time: Int64, cycles: KeyValuePairs<Cause, Int64>,
    picoseconds: KeyValuePairs<Cause, Int64> = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> SimulationResult {
    var causes = Ledger()
    for (cause, value) in cycles { causes[cause] += value * Self.cycle }
    for (cause, value) in picoseconds { causes[cause] += value }
    #expect(causes.total == time, "the expectation's own causes", sourceLocation: sourceLocation)
    var results: [SimulationResult] = []
    for engine in Engine.allCases {
      let simulator = Simulator(system, engine: engine, schedule: schedule)
      let (result, issued) = try simulator.trace(ListSource(blocks).blocks)
      #expect(Self.lines(issued) == commands, "\(engine)", sourceLocation: sourceLocation)
      #expect(result.time == time, "\(engine)", sourceLocation: sourceLocation)
      #expect(result.causes == causes, "\(engine)", sourceLocation: sourceLocation)
      results.append(result)
    }
    #expect(results[0] == results[1], sourceLocation: sourceLocation)
    return results[1]
  }

  /// Commands in short: one a line, `cycle MNEMONIC bank row`; runs of columns at equal distances are
  /// `first…last/distance MNEMONIC bank row columns`. Channels other than 0 are named.
  static func lines(_ commands: [IssuedCommand]) -> [String] {
    struct Run {
      var last: IssuedCommand
      var first: IssuedCommand
      var distance: Int64?

      mutating func take(_ next: IssuedCommand) -> Bool {
        var expected = last
        expected.cycle = next.cycle
        expected.column += 1
        let step = next.cycle - last.cycle
        guard hasColumn, next == expected, distance ?? step == step else { return false }
        (last, distance) = (next, step)
        return true
      }

      /// Of what opens and closes rows the column is that of the access to come.
      var hasColumn: Bool { last.command.role == .column || last.command.role == .buffer }

      var line: String {
        var text = distance.map { "\(first.cycle)…\(last.cycle)/\($0)" } ?? "\(first.cycle)"
        text += " \(first.command)"
        if first.channel != 0 { text += " channel \(first.channel)" }
        if first.bank >= 0 { text += " bank \(first.bank)" }
        if first.row >= 0 { text += " row \(first.row)" }
        if hasColumn { text += " column \(first.column)" }
        return distance == nil ? text : text + "…\(last.column)"
      }
    }
    var runs: [Run] = []
    for command in commands {
      if runs.isEmpty || !runs[runs.count - 1].take(command) {
        runs.append(Run(last: command, first: command))
      }
    }
    return runs.map(\.line)
  }
}
