internal import Hardware
internal import Instructions

extension Machine {
  /// Whether to go on with the event engine, between two blocks.
  var findsNothing: Bool { !isBatchOpen && classes[0].channel.memo?.worth.isNone == true }
}

extension Machine where Channel == EventChannel {
  /// Goes on from where a machine of the `fast` engine is, between two blocks.
  init(_ other: consuming Machine<FastChannel>, limits: MemoLimits) {
    other.endSkipping()
    self.init(
      other.system, schedule: other.schedule, sharesChannels: other.mergesClasses, collector: nil,
      limits: limits)
    classes = other.classes.indices.map {
      Class(members: other.classes[$0].members, channel: other.classes[$0].channel.eventChannel())
    }
    (counters, apart, withApart) = (other.counters, other.apart, other.withApart)
    (frontier, asicFree, barrier) = (other.frontier, other.asicFree, other.barrier)
    (scoreboard, result, accounts) = (other.scoreboard, other.result, other.accounts)
    (observer, progress) = (other.observer, other.progress)
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
