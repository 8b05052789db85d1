internal import PIMHardware
internal import PIMInstructions

extension Machine {
  /// Whether to go on with the event engine, between two steps.
  var findsNothing: Bool {
    mutating get { classes[0].channel.memo?.worth.isNone == true }
  }
}

extension Machine where Channel == FastChannel {
  /// Lets the event engine carry out a part of a block, or several blocks. The channels are up to date.
  mutating func carryOutDirectly(_ body: (inout Machine<EventChannel>) throws -> Void) rethrows {
    // A class may split: its parts go on from channels like its own.
    let common = classes[0].channel
    var direct = Machine<EventChannel>(&self)
    let before = direct.commandsSoFar
    try body(&direct)
    common.channelMemo.tell(steps: direct.stepsDone, commands: direct.commandsSoFar - before)
    take(from: &direct) { event in
      var channel = common
      channel.goOn(from: event)
      return channel
    }
  }

  /// Lets the event engine carry out what comes next, until it is worth trying again whether something repeats.
  ///
  /// - Parameters:
  ///   - sequence: the blocks at hand, of which those from `first` on are still to come.
  ///   - next: those after them.
  /// - Returns: the blocks that are at hand then, and which of them comes next; nil at the end.
  mutating func goOnDirectly(
    with sequence: BlockSequence, from first: Int, _ next: () throws -> BlockSequence?
  ) throws -> (BlockSequence, Int)? {
    loseState()
    let patience = classes[0].channel.channelMemo.worth.patience
    let before = accounts.blocks
    var atHand: (sequence: BlockSequence, first: Int)? = (sequence, first)
    try carryOutDirectly { direct in
      direct.stepLimit = patience
      while let (sequence, first) = atHand {
        let rest = direct.run(sequence, from: first)
        try direct.checkTime(at: sequence.position)
        if let rest {
          atHand = (sequence, rest)
          return
        }
        atHand = try next().map { ($0, 0) }
      }
    }
    skipping.left += accounts.blocks - before
    return atHand
  }
}

extension Machine {
  /// Takes over from another machine all that what comes next depends on, and all that was counted but in blocks that were looked up. The other
  /// is of no use afterwards.
  fileprivate mutating func take<Other>(
    from other: inout Machine<Other>, _ convert: (inout Other) -> Channel
  ) {
    precondition(!skipping.isBehind && !other.skipping.isBehind)
    classes = other.classes.indices.map {
      Class(members: other.classes[$0].members, channel: convert(&other.classes[$0].channel))
    }
    (counters, apart, withApart) = (other.counters, other.apart, other.withApart)
    (frontier, asicFree, barrier) = (other.frontier, other.asicFree, other.barrier)
    // No copies: these are large.
    swap(&scoreboard, &other.scoreboard)
    swap(&result, &other.result)
    swap(&accounts, &other.accounts)
    (observer, progress) = (other.observer, other.progress)
  }
}

extension Machine where Channel == EventChannel {
  /// Goes on from where a machine of the `fast` engine is, which is of no use until something is taken from this one.
  init(_ other: inout Machine<FastChannel>) {
    self.init(
      other.system, schedule: other.schedule, sharesChannels: other.mergesClasses, collector: nil,
      limits: MemoLimits())
    take(from: &other) { $0.eventChannel() }
  }

  /// Commands of all channels so far.
  var commandsSoFar: Int64 {
    var sum: Int64 = 0
    for channel in counters.indices {
      sum += counters[channel].commands.total + apart[channel].commands.total
    }
    for i in classes.indices {
      sum += Int64(classes[i].members.count) * classes[i].channel.counters.commands.total
    }
    return sum
  }
}
