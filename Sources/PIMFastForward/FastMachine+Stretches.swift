internal import PIMHardware
internal import PIMInstructions
internal import PIMSimulation

/// A class of channels on its way through a stretch of steps.
struct StretchEntry {
  /// The group of the plan that it belongs to.
  var group = -1
  var isIn = false
  /// When the operands of its first step of the stretch exist.
  var ready = Moment()
  /// Operands that exist by then are never waited for after the first step.
  var limit: Int64 = 0
}

extension FastMachine {
  /// Runs steps in program order by stretches: steps that follow each other on channels and of which none has
  /// to wait after the first, so that each class of channels takes them as if there were nothing else. Where
  /// that is not worth it any more, the event engine runs the rest.
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

  /// Lets every class know which group of a section it belongs to.
  private mutating func enter(_ section: StepPlan.Section) {
    for group in section.groups { classes.split(at: group.channels) }
    for i in classes.indices {
      let members = classes.list[i].members
      classes.list[i].channel.entry.group = section.groups.firstIndex { $0.channels.contains(members) } ?? -1
    }
  }

  /// Finds how far a stretch goes, and lets every class begin that has a part in it.
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
        // The path of a channel goes on to its next command, which comes after its last and not before its
        // operands.
        let path = classes.list[i].channel.record.path.time
        classes.list[i].channel.entry.isIn = true
        classes.list[i].channel.entry.ready = ready
        classes.list[i].channel.entry.limit = ready.time > path ? ready.time - 1 : path
        // A step that may issue nothing leaves the path where it is.
        if case .channels(_, let requests) = plan.steps[end].work, requests[0].command.role == .open {
          classes.list[i].channel.entry.limit = min(classes.list[i].channel.entry.limit, path - 1)
        }
      }
      end += 1
    }
    for i in classes.indices where classes.list[i].channel.entry.isIn {
      let ready = classes.list[i].channel.entry.ready
      // Operands that have long been there are not what the path goes on from.
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

  /// Takes every class through a stretch, and notes when its steps complete.
  private mutating func run(
    _ plan: StepPlan, _ section: StepPlan.Section, steps: Range<Int>, rowOffset: Int32
  ) {
    state.result.work.channelInstructions +=
      plan.instructions[steps.upperBound] - plan.instructions[steps.lowerBound]
    var entered: Int64 = 0
    // A step completes with the class that completes last, of equals the one with the lowest channel.
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
    // To take a class through a stretch takes about as long as to simulate a step, and to look at the others
    // as much for each eight.
    channelMemo.costs.waste(steps: entered + Int64(classes.list.count / settings.classesPerStep))
    for index in opened { scoreboard.drop(index) }
    opened.removeAll(keepingCapacity: true)
  }
}
