internal import PIMHardware
internal import PIMInstructions
internal import PIMResults
internal import PIMSimulation

/// The progress of a class of channels in a stretch of steps.
struct StretchEntry {
  /// The index of its group in the section.
  var group = -1
  var isIn = false
  /// True once the class has begun to wait for the operands of its first step.
  var hasBegun = false
  /// Its first step from the start of the stretch on, counted in the plan.
  var first = 0
  /// The moment at which the operands of its first step in the stretch are ready.
  var ready = Moment()
  /// Operands that are ready by this time delay no step after the first.
  var limit: Int64 = 0
  /// The passage of its steps.
  var passage: Int32 = 0
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
          let end = enter(plan, section, from: index, start: start, rowOffset: rowOffset)
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
    _ plan: StepPlan, _ section: StepPlan.Section, from first: Int, start: Moment, rowOffset: Int32
  ) -> Int {
    let longest = settings.mechanisms.contains(.stretches) ? plan.channelStepsEnd[first] : Int32(first + 1)
    let last = min(Int(longest), section.steps.upperBound)
    let offset = first - section.steps.lowerBound
    // The last first step of a class, and the moment at which its operands are ready.
    var (known, ready) = (-1, start)
    for i in classes.indices {
      classes.list[i].channel.entry.first = last
      let index = classes.list[i].channel.entry.group
      if index < 0 { continue }
      guard let place = section.groups[index].firstStep(from: offset) else { continue }
      let own = place + section.steps.lowerBound
      if own >= last { continue }
      if own != known {
        known = own
        ready = scoreboard.tracks.ready(plan.steps[own].operands, of: plan.operands, notBefore: start)
      }
      // The next command on the path of a channel comes after its last one and not before its operands.
      let path = classes.list[i].channel.record.path.time
      var limit = ready.time > path ? ready.time - 1 : path
      // A step that issues no command does not move the path.
      if plan.opensRow[own] { limit = min(limit, path - 1) }
      classes.list[i].channel.entry.first = own
      classes.list[i].channel.entry.ready = ready
      classes.list[i].channel.entry.limit = limit
      classes.list[i].channel.entry.hasBegun = false
    }
    let end = stretchEnd(plan, section, from: first, to: last, start: start, rowOffset: rowOffset)
    for i in classes.indices {
      let isIn = classes.list[i].channel.entry.first < end
      classes.list[i].channel.entry.isIn = isIn
      if isIn { begin(i) }
    }
    if classes.isSharing && classes.list.count > section.groups.count {
      classes.mergePairs {
        let (one, other) = ($0.list[$1].channel.entry, $0.list[$2].channel.entry)
        return one.isIn && other.isIn && one.group == other.group && $0.areEquivalent($1, $2, from: nil)
      }
    }
    return end
  }

  /// Begins the first step of a class in a stretch.
  private mutating func begin(_ i: Int) {
    if classes.list[i].channel.entry.hasBegun { return }
    classes.list[i].channel.entry.hasBegun = true
    let ready = classes.list[i].channel.entry.ready
    // The path does not continue from operands that were ready before.
    let isLate = ready.time >= classes.list[i].channel.record.path.time
    classes.list[i].channel.begin(isLate ? scoreboard.point(of: ready) : PathPoint(time: ready.time))
  }

  /// The first step from `first` on that has to wait for a step of the stretch, or for operands that some
  /// class would reach too early; `last` if there is none before.
  private mutating func stretchEnd(
    _ plan: StepPlan, _ section: StepPlan.Section, from first: Int, to last: Int, start: Moment,
    rowOffset: Int32
  ) -> Int {
    var place = Int(plan.operandStepsBefore[first])
    // Operands that are ready by then delay no class.
    var least = Moment(time: .max)
    for i in classes.indices where classes.list[i].channel.entry.first < last {
      least.time = min(least.time, classes.list[i].channel.entry.limit)
    }
    let earliest = start.time > least.time ? start : least
    let end = Int(plan.operandStepsBefore[last])
    while place < end {
      // The next step that must not overtake one of the stretch, or whose operands may come too late.
      if start.time <= least.time {
        place = plan.operandSteps.withUnsafeBufferPointer { uses in
          scoreboard.tracks.firstLate(in: place..<end, than: least.time, of: plan.operands) {
            uses[$0].after >= Int32(first) ? nil : uses[$0].operands
          }
        }
        if place == end { break }
      }
      let step = Int(plan.operandSteps[place].step)
      if plan.operandSteps[place].after >= Int32(first) { return step }
      let operands = plan.operandSteps[place].operands
      place += 1
      let ready = scoreboard.tracks.ready(operands, of: plan.operands, notBefore: earliest)
      if ready.time <= least.time { continue }
      for i in classes.indices where plan.channels[step].contains(classes.list[i].members) {
        if ready.time > classes.list[i].channel.entry.limit, classes.list[i].channel.entry.first < step,
          ready != classes.list[i].channel.entry.ready
        {
          // Only a class with the first step of the stretch has begun for certain.
          if classes.list[i].channel.entry.first > first { return step }
          begin(i)
          let group = classes.list[i].channel.entry.group
          let own = section.groups[group].steps(
            in: first - section.steps.lowerBound..<step - section.steps.lowerBound)
          if !classes.list[i].channel.isPast(
            ready.time, after: own, of: section.groups[group].placed.stream,
            rowOffset: rowOffset + section.groups[group].placed.rows)
          {
            return step
          }
        }
      }
    }
    return last
  }

  /// Runs a stretch in every class, and records the completions of its steps.
  private mutating func run(
    _ plan: StepPlan, _ section: StepPlan.Section, steps: Range<Int>, rowOffset: Int32
  ) {
    state.result.work.channelInstructions +=
      plan.instructions[steps.upperBound] - plan.instructions[steps.lowerBound]
    var entered: Int64 = 0
    let offset = steps.lowerBound - section.steps.lowerBound
    let operands = Int(plan.operandStepsBefore[steps.lowerBound])..<Int(plan.operandStepsBefore[steps.upperBound])
    if ends.count < operands.count { ends = Array(repeating: Moment(), count: operands.count) }
    ends.withUnsafeMutableBufferPointer { ends in
      for i in 0..<operands.count { ends[i] = Moment(time: -1) }
    }
    // The latest completion; of equals, that of the first step, and of the lowest channel.
    var latest = Moment(time: state.frontier.time)
    var latestStep = Int32.max
    for i in classes.indices where classes.list[i].channel.entry.isIn {
      let group = classes.list[i].channel.entry.group
      let own = section.groups[group].steps(in: offset..<offset + steps.count)
      let (index, passage) = scoreboard.open()
      opened.append(index)
      classes.list[i].channel.entry.passage = index
      entered += 1
      classes.list[i].channel.run(
        section.groups[group].placed.stream, steps: own,
        rowOffset: rowOffset + section.groups[group].placed.rows, into: passage)
      // A step completes with the class that completes last; of equals, the one with the lowest channel.
      let ownOperands =
        Int(section.groups[group].operandStepsBefore[offset])..<Int(
          section.groups[group].operandStepsBefore[offset + steps.count])
      passage.raise(
        &ends, to: section.groups[group].operandSteps, in: ownOperands, less: operands.lowerBound, index: index,
        clock: state.clock)
      let last = passage.latest(until: own.upperBound, clock: state.clock)
      let step = section.groups[group].steps[Int(last.step)]
      if last.time > latest.time || last.time == latest.time && step < latestStep {
        if last.time > state.frontier.time {
          latest = Moment(time: last.time, passage: index, step: last.step)
          latestStep = step
        }
      }
    }
    plan.operandSteps.withUnsafeBufferPointer { uses in
      scoreboard.tracks.complete(ends[..<operands.count], of: plan.operands) { uses[operands.lowerBound + $0].operands }
    }
    if latest.time > state.frontier.time { state.frontier = scoreboard.point(of: latest) }
    // A stretch of one class costs about as much as the simulation of a step, and a check of eight classes
    // costs as much again.
    channelMemo.costs.waste(steps: entered + Int64(classes.list.count / settings.classesPerStep))
    for index in opened { scoreboard.drop(index) }
    opened.removeAll(keepingCapacity: true)
  }
}
