internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// Fallback: the machine of the event engine takes over when nothing repeats, and hands back.
extension FastMachine {
  /// Lets the event engine run steps of a block, or several blocks. The channels must be up to date.
  private mutating func goOnDirectly(_ body: (inout Machine<EventChannel>) throws -> Void) rethrows {
    precondition(!cursor.isBehind)
    // A class may split; the channels of its new classes start as copies of this one.
    let common = classes.list[0].channel
    var direct = Machine<EventChannel>(
      resuming: ChannelClasses(&classes) { $0.eventChannel() }, state,
      scoreboard.makeScoreboard(sramBytes: system.asic.sramBytes), on: system, schedule: schedule)
    let before = direct.classes.activity(until: nil).commands.total
    try body(&direct)
    direct.own(nil)
    channelMemo.tell(
      steps: direct.stepsDone, commands: direct.classes.activity(until: nil).commands.total - before)
    classes = ChannelClasses(&direct.classes) { event in
      var channel = common
      channel.goOn(from: event)
      return channel
    }
    state = direct.state
    scoreboard.take(direct.scoreboard)
  }

  /// Lets the event engine run the rest of a block.
  ///
  /// - Parameter start: the point before which no step starts.
  mutating func runDirectly(_ plan: StepPlan, from first: Int, start: PathPoint, rowOffset: Int32) {
    goOnDirectly { _ = $0.resume(plan.steps, plan.operands, from: first, start: start, rowOffset: rowOffset) }
  }

  /// Lets the event engine run the next blocks, until the next trial of the memos is due.
  ///
  /// - Parameters:
  ///   - sequence: the current blocks; those from `first` on have not been run.
  ///   - next: returns the blocks after the current ones.
  /// - Returns: the current blocks at the end of the call, and the index of the next one; nil at the end.
  mutating func runDirectly(
    _ sequence: BlockSequence, from first: Int, _ next: () throws -> BlockSequence?
  ) throws -> (BlockSequence, Int)? {
    loseState()
    cursor.memo.bookPosition(into: &state.accounts)
    own(nil)
    let patience = channelMemo.costs.patience
    let before = state.accounts.blocks
    var atHand: (sequence: BlockSequence, first: Int)? = (sequence, first)
    try goOnDirectly { direct in
      while let (sequence, first) = atHand {
        let rest = direct.resume(sequence, from: first, limit: patience)
        try direct.state.checkTime(at: sequence.position)
        if let rest {
          atHand = (sequence, rest)
          return
        }
        atHand = try next().map { ($0, 0) }
      }
    }
    bookCounters()
    cursor.left += state.accounts.blocks - before
    return atHand
  }
}
