internal import PIMHardware
internal import PIMInstructions

/// A class of channels on its way through a stretch of steps.
struct Entry {
  /// The group of the plan that it belongs to.
  var group = -1
  var isIn = false
  /// When the operands of its first step of the stretch exist.
  var ready = Moment()
  /// Operands that exist by then are never waited for after the first step.
  var limit: Int64 = 0
}

extension Machine {
  // MARK: Step by step

  /// Steps in program order, each when its operands are there.
  mutating func run(_ plan: StepPlan, rowOffset: Int32) {
    if classes.count > 1 && mergesClasses { mergeClasses() }
    var start = beginSteps()
    start = run(plan, steps: 0..<plan.steps.count, start: start, rowOffset: rowOffset)
    scoreboard.drop(start.passage)
  }

  /// Some steps in program order.
  ///
  /// - Parameters:
  ///   - start: the moment before which no step of the block starts, held.
  /// - Returns: the moment before which none after them starts, held.
  mutating func run(
    _ plan: StepPlan, steps: Range<Int>, start: Moment, rowOffset: Int32
  ) -> Moment {
    var start = start
    for index in steps {
      if findsNothing {
        return Channel.carryOut(
          plan, steps: index..<steps.upperBound, start: start, rowOffset: rowOffset, on: &self)
      }
      let step = plan.steps[index]
      if case .barrier = step.work {
        start = passBarrier(start)
      } else {
        let ready = scoreboard.ready(step.operands, of: plan.operands, notBefore: start)
        let point = run(step.work, rowOffset: rowOffset, ready: scoreboard.point(of: ready))
        complete(step.operands, of: plan, at: point)
      }
    }
    return start
  }

  /// The moment before which no step of a block starts, held.
  mutating func beginSteps() -> Moment { scoreboard.hold(schedule == .serial ? frontier : barrier) }

  mutating func passBarrier(_ start: Moment) -> Moment {
    scoreboard.drop(start.passage)
    if schedule == .overlapped { barrier = frontier }
    return scoreboard.hold(frontier)
  }

  mutating func complete(_ operands: Operands, of plan: StepPlan, at point: PathPoint) {
    let end = scoreboard.hold(point)
    scoreboard.complete(operands, of: plan.operands, at: end)
    scoreboard.drop(end.passage)
    if point.time > frontier.time { frontier = point }
  }

  // MARK: Stretch by stretch

  /// The same, where the engine can go through stretches of steps: those that follow each other on channels and of which none has to wait
  /// after the first, so that each class of channels takes them as if there were nothing else. Where that is not worth it any more, the rest is
  /// carried out step by step on the event engine's channels.
  mutating func runStretches(_ plan: StepPlan, rowOffset: Int32) {
    var start = beginSteps()
    var index = 0
    var sections = 0
    while index < plan.steps.count {
      if findsNothing { break }
      let section = planner.section(sections, of: plan)
      sections += 1
      enter(section)
      while index < section.steps.upperBound && !findsNothing {
        switch plan.steps[index].work {
        case .barrier:
          start = passBarrier(start)
          index += 1
        case .asic:
          let operands = plan.steps[index].operands
          let ready = scoreboard.ready(operands, of: plan.operands, notBefore: start)
          complete(
            operands, of: plan,
            at: run(plan.steps[index].work, rowOffset: rowOffset, ready: scoreboard.point(of: ready)))
          index += 1
        case .channels, .batch:
          let end = enter(plan, section, from: index, start: start)
          run(plan, section, steps: index..<end, rowOffset: rowOffset)
          index = end
        }
      }
    }
    if index < plan.steps.count {
      start = Channel.carryOut(
        plan, steps: index..<plan.steps.count, start: start, rowOffset: rowOffset, on: &self)
    }
    scoreboard.drop(start.passage)
  }

  /// Lets every class know which group of a section it belongs to.
  private mutating func enter(_ section: StepPlan.Section) {
    for group in section.groups { split(at: group.channels) }
    for i in classes.indices {
      let members = classes[i].members
      classes[i].entry.group = section.groups.firstIndex { $0.channels.contains(members) } ?? -1
    }
  }

  /// Finds how far a stretch goes, and lets every class begin that has a part in it.
  ///
  /// - Returns: the first step after the stretch.
  private mutating func enter(
    _ plan: StepPlan, _ section: StepPlan.Section, from first: Int, start: Moment
  ) -> Int {
    for i in classes.indices { classes[i].entry.isIn = false }
    var end = first
    search: while end < section.steps.upperBound, plan.channels[end].rawValue != 0,
      plan.after[end] < Int32(first)
    {
      let ready = scoreboard.ready(plan.steps[end].operands, of: plan.operands, notBefore: start)
      for i in classes.indices where plan.channels[end].contains(classes[i].members) {
        let entry = classes[i].entry
        if entry.isIn && ready.time > entry.limit && ready != entry.ready { break search }
      }
      for i in classes.indices where plan.channels[end].contains(classes[i].members) && !classes[i].entry.isIn
      {
        // The path of a channel goes on to its next command, which comes after its last and not before its operands.
        let path = classes[i].channel.record.path.time
        classes[i].entry.isIn = true
        classes[i].entry.ready = ready
        classes[i].entry.limit = ready.time > path ? ready.time - 1 : path
        // A step that may issue nothing leaves the path where it is.
        if case .channels(_, let requests) = plan.steps[end].work, requests[0].command.role == .open {
          classes[i].entry.limit = min(classes[i].entry.limit, path - 1)
        }
      }
      end += 1
    }
    for i in classes.indices where classes[i].entry.isIn {
      let ready = classes[i].entry.ready
      // Operands that have long been there are not what the path goes on from.
      let isLate = ready.time >= classes[i].channel.record.path.time
      classes[i].channel.begin(isLate ? scoreboard.point(of: ready) : PathPoint(time: ready.time))
    }
    if mergesClasses && classes.count > section.groups.count { mergeEntered() }
    return end
  }

  /// Takes every class through a stretch, and notes when its steps complete.
  private mutating func run(
    _ plan: StepPlan, _ section: StepPlan.Section, steps: Range<Int>, rowOffset: Int32
  ) {
    result.channelInstructions += plan.instructions[steps.upperBound] - plan.instructions[steps.lowerBound]
    var entered: Int64 = 0
    // A step completes with the class that completes last, of equals the one with the lowest channel.
    ends.removeAll(keepingCapacity: true)
    for _ in steps { ends.append(Moment(time: -1)) }
    for i in classes.indices where classes[i].entry.isIn {
      let group = section.groups[classes[i].entry.group]
      let offset = steps.lowerBound - section.steps.lowerBound
      let own = Int(group.before[offset])..<Int(group.before[offset + steps.count])
      let (index, passage) = scoreboard.open()
      opened.append(index)
      entered += 1
      classes[i].channel.run(
        group.part.stream, steps: own, rowOffset: rowOffset + group.part.rows,
        ready: PathPoint(time: classes[i].entry.ready.time), into: passage, times: &times)
      for step in own {
        let place = Int(group.steps[step]) - offset
        let time = times[step - own.lowerBound]
        if time > ends[place].time { ends[place] = Moment(time: time, passage: index, step: Int32(step)) }
      }
    }
    var latest = Moment(time: frontier.time)
    for step in steps {
      let end = ends[step - steps.lowerBound]
      scoreboard.complete(plan.steps[step].operands, of: plan.operands, at: end)
      if end.time > latest.time { latest = end }
    }
    if latest.time > frontier.time { frontier = scoreboard.point(of: latest) }
    // To take a class through a stretch takes about as long as to simulate a step, and to look at the others as much for each eight.
    classes[0].channel.memo?.worth.spend(entered + Int64(classes.count / 8))
    for index in opened { scoreboard.drop(index) }
    opened.removeAll(keepingCapacity: true)
  }

  /// Merges classes that stand alike at the start of a stretch and go the same way.
  private mutating func mergeEntered() {
    var i = 0
    while i < classes.count {
      var j = i + 1
      while j < classes.count {
        if classes[i].entry.isIn && classes[j].entry.isIn && classes[i].entry.group == classes[j].entry.group
          && areEquivalent(i, j, from: nil)
        {
          merge(j, into: i)
        } else {
          j += 1
        }
      }
      i += 1
    }
  }
}
