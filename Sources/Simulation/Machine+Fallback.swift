internal import Hardware
internal import Instructions

extension Machine {
  /// Whether to go on with the event engine, between two steps.
  var findsNothing: Bool {
    mutating get { !isBatchOpen && classes[0].channel.memo?.worth.isNone == true }
  }
}

extension Machine where Channel == FastChannel {
  /// Lets the event engine carry out a part of a block.
  mutating func carryOutDirectly(_ body: (inout Machine<EventChannel>) -> Void) {
    // A class may split: its parts go on from channels like its own.
    let common = classes[0].channel
    var direct = Machine<EventChannel>(&self)
    let before = direct.commandsSoFar
    body(&direct)
    common.channelMemo.tell(issued: direct.commandsSoFar - before)
    take(from: &direct) { event in
      var channel = common
      channel.goOn(from: event)
      return channel
    }
  }
}

extension Machine {
  /// Takes over all that a run has come to from another machine, which is of no use afterwards.
  fileprivate mutating func take<Other>(
    from other: inout Machine<Other>, _ convert: (inout Other) -> Channel
  ) {
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
