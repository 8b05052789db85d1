internal import PIMEnergy
internal import PIMFastForward
internal import PIMInstructions
internal import PIMReports
internal import PIMResults
internal import PIMSimulation

/// What receives the events of a run: a timeline, a power meter, and a receiver of commands.
struct RunReceiver {
  /// Receives the commands one by one; nil if nobody needs them so.
  let commands: ((IssuedCommand) -> Void)?
  /// Receives blocks and functions, and the commands in batches if nobody needs them one by one.
  let observer: RunObserver?
  private let timeline: Timeline?
  private let power: PowerMeter?

  /// - Parameter hasPositions: false if blocks have no place in a model.
  init(
    _ commands: ((IssuedCommand) -> Void)?, _ timeline: Timeline?, _ power: PowerMeter?,
    hasPositions: Bool = true
  ) {
    (self.timeline, self.power) = (timeline, power)
    if commands == nil && timeline == nil {
      self.commands = nil
    } else {
      self.commands = { command in
        timeline?.command(command)
        power?.take(command)
        commands?(command)
      }
    }
    if timeline == nil && power == nil {
      observer = nil
    } else {
      observer = RunObserver(
        block: { label, end in
          timeline?.block(label, end: end)
          if hasPositions { power?.take(label, end: end) }
        },
        function: { function in
          timeline?.function(function)
          power?.take(function)
        }, commands: self.commands != nil ? nil : power.map { power in { power.take($0, of: $1) } })
    }
  }

  /// True if `event` runs in place of `fast`.
  var needsCommands: Bool { commands != nil || observer?.commands != nil }

  /// Ends timeline and power meter, and gives the power to the measurement.
  ///
  /// - Throws: `TooManyWindows`; `PowerMismatch` if the energy over time is not that of the run.
  func finish(_ measurement: inout RunMeasurement) throws {
    if let power {
      let profile = try power.finish(measurement.result)
      try measurement.setPower(profile)
      timeline?.write(profile)
    }
    timeline?.finish(at: measurement.result.time)
  }
}
