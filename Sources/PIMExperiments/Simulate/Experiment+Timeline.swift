internal import PIMFastForward
internal import PIMInstructions
internal import PIMMapping
internal import PIMReports
internal import PIMResults

extension Experiment {
  /// The number of commands in the sample that the size is estimated from: some layers of every model, in
  /// less than half a second.
  private static let sampleCommands = 200_000

  /// Checks, before a run, that its timeline stays within the size limit.
  ///
  /// The bytes of a command are estimated from a sample: the first commands of the window's last position,
  /// with their timeline. The number of commands is interpolated linearly between the first and the last
  /// position, for which the engine `fast` counts it.
  ///
  /// - Parameter limit: the largest size of the timeline, bytes.
  /// - Throws: `TimelineTooLarge` with a window that fits; errors of mapping.
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
      limit: limit, estimate: Int(estimate), fitting: fitting < 1 ? nil : first...first + fitting - 1,
      hasCommands: hasCommands)
  }
}

/// The first blocks of a program, as many as the consumer asks for.
private struct FirstBlocks: BlockSource {
  var program: ModelProgram
  let isWanted: () -> Bool

  mutating func nextSequence() -> BlockSequence? {
    isWanted() ? program.next().map { BlockSequence($0) } : nil
  }
}
