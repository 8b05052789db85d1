internal import Hardware
internal import Instructions

extension Machine {
  /// Whether hardly anything has come again for some time, so that looking it up takes longer than simulating it.
  ///
  /// To find out what a step does takes some fifteen times as long as to simulate it. So where that pays, far more steps are known than are
  /// learnt: a hundred times as many in a model's program. Three rounds in which it does not are enough, or one that is far from it.
  mutating func findsNothing() -> Bool {
    guard let memo = classes[0].channel.memo, memo.learned - skipping.round.learned >= memo.limits.round
    else {
      return false
    }
    let now = Skipping.Round(learned: memo.learned, taken: memo.taken, skipped: skipping.skipped)
    let learned = now.learned - skipping.round.learned
    // A block that is skipped has several steps.
    let known = now.taken - skipping.round.taken + 8 * (now.skipped - skipping.round.skipped)
    skipping.poorRounds = known >= 16 * learned ? 0 : skipping.poorRounds + (known >= 4 * learned ? 1 : 3)
    skipping.round = now
    return skipping.poorRounds >= 3 && !isBatchOpen
  }
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
