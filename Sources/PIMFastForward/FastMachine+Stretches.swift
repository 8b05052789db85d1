internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// The progress of a class of channels in a stretch of steps.
struct StretchEntry {
  /// The index of its group in the section.
  var group = -1
  var isIn = false
  /// The moment at which the operands of its first step in the stretch are ready.
  var ready = Moment()
  /// Operands that are ready by this time delay no step after the first.
  var limit: Int64 = 0
}

extension FastMachine {
  /// Runs steps in program order by stretches. A stretch is a sequence of channel steps of which none has to
  /// wait after the first, so each class of channels runs it independently. When stretches no longer pay, the
  /// event engine runs the rest.
  mutating func run(_ plan: StepPlan, rowOffset: Int32) {
    var start = scoreboard.hold(schedule == .serial ? state.frontier : state.barrier)
    var index = 0
    var sections = 0
    let looksUpSteps = settings.mechanisms.contains(.transitions)
    while looksUpSteps && index < plan.steps.count {
      if givesUpBlock { break }
      let section = planner.section(sections, of: plan)
      sections += 1
      enter(section)
      while index < section.steps.upperBound && !givesUpBlock {
        switch plan.steps[index].work {
        case .barrier:
          start = passBarrier(start)
          index += 1
        case .asic(let work, let cause):
          let operands = plan.steps[index].operands
          let ready = scoreboard.tracks.ready(operands, of: plan.operands, notBefore: start)
          complete(operands, of: plan, at: state.run(work, cause: cause, ready: scoreboard.point(of: ready)))
          index += 1
        case .channels, .batch:
          let end = enter(plan, section, from: index, start: start)
          run(plan, section, steps: index..<end, rowOffset: rowOffset)
          index = end
        }
      }
    }
    if index < plan.steps.count {
      runDirectly(plan, from: index, start: scoreboard.point(of: start), rowOffset: rowOffset)
      return
    }
    scoreboard.drop(start.passage)
  }

  /// The moment before which no step after a barrier starts, held.
  private mutating func passBarrier(_ start: Moment) -> Moment {
    scoreboard.drop(start.passage)
    if schedule == .overlapped { state.barrier = state.frontier }
    return scoreboard.hold(state.frontier)
  }

  private mutating func complete(_ operands: Operands, of plan: StepPlan, at point: PathPoint) {
    let end = scoreboard.hold(point)
    scoreboard.tracks.complete(operands, of: plan.operands, at: end)
    scoreboard.drop(end.passage)
    if point.time > state.frontier.time { state.frontier = point }
  }

  /// Sets the group of every class in a section.
  private mutating func enter(_ section: StepPlan.Section) {
    for group in section.groups { classes.split(at: group.channels) }
    for i in classes.indices {
      let members = classes.list[i].members
      classes.list[i].channel.entry.group = section.groups.firstIndex { $0.channels.contains(members) } ?? -1
    }
  }

  /// Finds the end of a stretch, and begins it in every class that has a step in it.
  ///
  /// - Returns: the first step after the stretch.
  private mutating func enter(
    _ plan: StepPlan, _ section: StepPlan.Section, from first: Int, start: Moment
  ) -> Int {
    for i in classes.indices { classes.list[i].channel.entry.isIn = false }
    var end = first
    let last = settings.mechanisms.contains(.stretches) ? section.steps.upperBound : first + 1
    search: while end < last, plan.channels[end].rawValue != 0,
      plan.after[end] < Int32(first)
    {
      let ready = scoreboard.tracks.ready(plan.steps[end].operands, of: plan.operands, notBefore: start)
      for i in classes.indices where plan.channels[end].contains(classes.list[i].members) {
        let entry = classes.list[i].channel.entry
        if entry.isIn && ready.time > entry.limit && ready != entry.ready { break search }
      }
      for i in classes.indices
      where plan.channels[end].contains(classes.list[i].members) && !classes.list[i].channel.entry.isIn {
        // The next command on the path of a channel comes after its last one and not before its operands.
        let path = classes.list[i].channel.record.path.time
        classes.list[i].channel.entry.isIn = true
        classes.list[i].channel.entry.ready = ready
        classes.list[i].channel.entry.limit = ready.time > path ? ready.time - 1 : path
        // A step that issues no command does not move the path.
        if case .channels(_, let requests) = plan.steps[end].work, requests[0].command.role == .open {
          classes.list[i].channel.entry.limit = min(classes.list[i].channel.entry.limit, path - 1)
        }
      }
      end += 1
    }
    for i in classes.indices where classes.list[i].channel.entry.isIn {
      let ready = classes.list[i].channel.entry.ready
      // The path does not continue from operands that were ready before.
      let isLate = ready.time >= classes.list[i].channel.record.path.time
      classes.list[i].channel.begin(isLate ? scoreboard.point(of: ready) : PathPoint(time: ready.time))
    }
    if classes.isSharing && classes.list.count > section.groups.count {
      classes.mergePairs {
        let (one, other) = ($0.list[$1].channel.entry, $0.list[$2].channel.entry)
        return one.isIn && other.isIn && one.group == other.group && $0.areEquivalent($1, $2, from: nil)
      }
    }
    return end
  }

  /// Runs a stretch in every class, and records the completions of its steps.
  private mutating func run(
    _ plan: StepPlan, _ section: StepPlan.Section, steps: Range<Int>, rowOffset: Int32
  ) {
    state.result.work.channelInstructions +=
      plan.instructions[steps.upperBound] - plan.instructions[steps.lowerBound]
    var entered: Int64 = 0
    // A step completes with the class that completes last; of equals, the one with the lowest channel.
    ends.removeAll(keepingCapacity: true)
    for _ in steps { ends.append(Moment(time: -1)) }
    for i in classes.indices where classes.list[i].channel.entry.isIn {
      let group = section.groups[classes.list[i].channel.entry.group]
      let offset = steps.lowerBound - section.steps.lowerBound
      let own = Int(group.before[offset])..<Int(group.before[offset + steps.count])
      let (index, passage) = scoreboard.open()
      opened.append(index)
      entered += 1
      classes.list[i].channel.run(
        group.placed.stream, steps: own, rowOffset: rowOffset + group.placed.rows, into: passage,
        times: &times)
      for step in own {
        let place = Int(group.steps[step]) - offset
        let time = times[step - own.lowerBound]
        if time > ends[place].time { ends[place] = Moment(time: time, passage: index, step: Int32(step)) }
      }
    }
    var latest = Moment(time: state.frontier.time)
    for step in steps {
      let end = ends[step - steps.lowerBound]
      scoreboard.tracks.complete(plan.steps[step].operands, of: plan.operands, at: end)
      if end.time > latest.time { latest = end }
    }
    if latest.time > state.frontier.time { state.frontier = scoreboard.point(of: latest) }
    // A stretch of one class costs about as much as the simulation of a step, and a check of eight classes
    // costs as much again.
    channelMemo.costs.waste(steps: entered + Int64(classes.list.count / settings.classesPerStep))
    for index in opened { scoreboard.drop(index) }
    opened.removeAll(keepingCapacity: true)
  }
}
