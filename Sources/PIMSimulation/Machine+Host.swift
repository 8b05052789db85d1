internal import PIMHardware
internal import PIMInstructions
internal import PIMResults

/// A program of a host: each instruction starts when it has been decoded, its operands are ready, and its
/// channels have completed earlier ones.
///
/// Bank reads and writes are queued in their channel. The queue is drained before another instruction of the
/// channel or one that depends on a queued access, at a SYNC, and at the end. So the division of the program
/// into blocks has no effect.
extension Machine where Channel: HostChannel {
  /// Prepares for a host's program.
  mutating func beginHost() {
    guard let queue = system.hostQueue else { return }
    host = HostDecoder(queue, clock: system.commandClockPicoseconds)
    for index in classes.indices {
      classes.list[index].channel.record.history = IssueHistory(depth: queue.depth + 1)
    }
  }

  /// Runs the next block of a host's program.
  mutating func runHost(_ block: Block) {
    collectCommands()
    mergeClasses()
    let label = block.label
    let owner = Accounts.Owner(position: label.position, layer: label.layer, kind: label.kind)
    // Queued accesses of several blocks go through a channel together: their activity is booked at the end.
    if !state.accounts.isOwned(by: owner) {
      state.accounts.pass(to: owner, at: state.frontier, Activity())
    }
    let instructions = block.template.instructions
    for (index, instruction) in instructions.enumerated() {
      host?.goOn(by: block.lines.isEmpty ? 1 : block.lines[index])
      let (steps, operands) = planner.steps(of: [instruction])
      for step in steps { run(step, operands, rowOffset: block.rowOffset) }
    }
    state.accounts.blocks += 1
    if state.isWatched { state.tell(label) }
  }

  /// Ends a host's program. The accesses that are still queued belong to its last block.
  mutating func endHost() {
    for index in classes.indices { drain(index) }
  }

  private mutating func run(_ step: Step, _ list: OperandList, rowOffset: Int32) {
    for index in classes.indices
    where classes.list[index].channel.record.queued?.contends(with: step.operands, of: list) == true {
      drain(index)
    }
    if case .barrier = step.work {
      for index in classes.indices { drain(index) }
      state.barrier = state.frontier
      host?.hold(until: state.frontier, andCycles: 1)
      return
    }
    var ready = scoreboard.ready(step.operands, of: list, notBefore: state.barrier)
    if let host, host.point.time > ready.time { ready = host.point }
    switch step.work {
    case .batch(let mask, let members):
      classes.split(at: mask)
      state.result.work.channelInstructions += Int64(mask.count)
      for index in classes.indices where mask.contains(classes.list[index].members) {
        enqueue(members[0].request, rowOffset: rowOffset, ready: ready, on: index)
        var queued = classes.list[index].channel.record.queued ?? SRAMExtent()
        queued.add(step.operands, of: list)
        classes.list[index].channel.record.queued = queued
      }
    case .channels(let mask, let requests):
      classes.split(at: mask)
      for index in classes.indices where mask.contains(classes.list[index].members) { makeWay(index) }
      complete(step, of: list, at: run(step.work, rowOffset: rowOffset, ready: ready))
      for index in classes.indices where mask.contains(classes.list[index].members) {
        hold(for: requests[0], index)
      }
    case .asic: complete(step, of: list, at: run(step.work, rowOffset: rowOffset, ready: ready))
    case .barrier: break
    }
  }

  // MARK: Queues

  /// Queues an access of a class.
  private mutating func enqueue(_ request: Request, rowOffset: Int32, ready: PathPoint, on index: Int) {
    let clock = system.commandClockPicoseconds
    var ready = ready
    if host != nil, classes.list[index].channel.record.queued == nil {
      // The access has to wait until no other request is queued.
      let last = classes.list[index].channel.record.history.point(0)
      if last.time >= ready.time {
        ready = last
        ready.advance(to: last.time + clock, cause: .frontEnd)
      }
    }
    let (edge, waited) = classes.list[index].channel.enqueue(request, rowOffset: rowOffset, ready: ready)
    if waited { ready = classes.list[index].channel.record.path }
    ready.advance(to: waited ? ready.time + clock : edge * clock, cause: .frontEnd)
    host?.hold(until: ready)
  }

  /// Drains the queue of a class before another instruction, whose requests wait for the last queued one.
  private mutating func makeWay(_ index: Int) {
    if classes.list[index].channel.record.queued == nil { return }
    drain(index)
    host?.hold(until: classes.list[index].channel.record.history.point(0), andCycles: 1)
  }

  /// Holds the line until the last request of a class is queued, and until the data of a blocking one have
  /// arrived.
  private mutating func hold(for request: Request, _ index: Int) {
    guard let queue = system.hostQueue else { return }
    host?.hold(until: classes.list[index].channel.record.history.point(queue.depth), andCycles: 1)
    if queue.isBlocking(request.command) { host?.hold(until: classes.list[index].channel.completed) }
  }

  private mutating func drain(_ index: Int) {
    guard let queued = classes.list[index].channel.record.queued else { return }
    classes.list[index].channel.record.queued = nil
    _ = classes.list[index].channel.drain()
    let end = classes.list[index].channel.completed
    scoreboard.complete(queued, at: end)
    if end.time > state.frontier.time { state.frontier = end }
  }
}
