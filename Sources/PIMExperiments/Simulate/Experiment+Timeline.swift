internal import PIMFastForward
internal import PIMInstructions
internal import PIMMapping
internal import PIMReports
internal import PIMSimulation
internal import PIMWorkload

extension Experiment {
  /// Commands of the sample that the size is told from: some layers of every model, and less than half a
  /// second.
  private static let sampleCommands = 200_000

  /// Finds out, before a run, whether its timeline has room.
  ///
  /// The bytes of a command are those of a sample: the first commands of the window's last position, with the
  /// timeline that they have. How many commands there are is taken to grow evenly from the first to the last
  /// position; both are counted by the `fast` engine.
  ///
  /// - Parameter limit: bytes that it may have.
  /// - Throws: `TimelineTooLarge` with a window that has room, and what cannot be mapped.
  package func checkTimeline(
    positions: Range<Int>, hasCommands: Bool, limit: Int = TimelineFile.limit
  ) throws {
    guard !positions.isEmpty else { return }
    let compiled = try compile()
    let schedule = policy.schedule
    func commands(_ position: Int) throws -> Int64 {
      var program = ModelProgram(compiled, positions: position..<position + 1)
      let result = try Simulator(system, engine: .fast, schedule: schedule).run(&program)
      return result.channels.reduce(0) { $0 + $1.commands.total }
    }
    let (first, last) = (positions.lowerBound, positions.upperBound - 1)
    let perPosition = Double(try commands(first) + commands(last)) / 2

    let file = TimelineFile()
    let timeline = Timeline(file, of: self, hasCommands: hasCommands)
    let fixed = file.bytes
    var count = 0
    var sample = FirstBlocks(program: ModelProgram(compiled, positions: last..<last + 1)) {
      count < Self.sampleCommands
    }
    let result = try Simulator(system, engine: .event, schedule: schedule).run(
      &sample,
      commands: { command in
        count += 1
        timeline.command(command)
      }, observer: timeline.observer)
    timeline.finish(at: result.time)
    guard count > 0 else { return }
    let bytes = Double(file.bytes - fixed) / Double(count) * perPosition
    let estimate = Double(fixed) + bytes * Double(positions.count)
    if estimate <= Double(limit) { return }
    let fitting = Int((Double(limit - fixed) / bytes).rounded(.down))
    throw TimelineTooLarge(
      limit: limit, estimate: Int(estimate), fitting: fitting < 1 ? nil : first...first + fitting - 1)
  }
}

/// The blocks of a program as long as more are wanted.
private struct FirstBlocks: BlockSource {
  var program: ModelProgram
  let isWanted: () -> Bool

  mutating func nextSequence() -> BlockSequence? {
    isWanted() ? program.next().map { BlockSequence($0) } : nil
  }
}
