internal import PIMHardware
internal import PIMInstructions

/// What the accesses in a channel's queue touch of ASIC SRAM, in granules.
struct QueuedOperands {
  private(set) var reads = RunSet()
  private(set) var writes = RunSet()

  mutating func add(_ operands: Operands, of list: OperandList) {
    for run in list.reads[operands.reads] { reads.insert(run) }
    for run in list.writes[operands.writes] { writes.insert(run) }
  }

  /// Whether a step touches one of the granules, and one of the two writes it.
  func contends(with operands: Operands, of list: OperandList) -> Bool {
    list.reads[operands.reads].contains { writes.overlaps($0) }
      || list.writes[operands.writes].contains { writes.overlaps($0) || reads.overlaps($0) }
  }
}

/// A program of a host: instruction by instruction, each when it has been decoded, its operands exist and its channels are done with those before.
///
/// Bank reads and writes go into a queue of their channel, which is worked off before the channel is given anything else, before an instruction
/// that waits for one of them, at a SYNC, and at the end. So where the program is cut into blocks changes nothing.
extension Machine where Channel: HostChannel {
  /// Gets ready for a host's program.
  mutating func beginHost() {
    guard let queue = system.hostQueue else { return }
    host = HostDecoder(queue, clock: system.commandClockPicoseconds)
    for index in classes.indices {
      classes[index].channel.record.history = IssueHistory(depth: queue.depth + 1)
    }
  }

  /// Runs the next block of a host's program.
  mutating func runHost(_ block: Block) {
    collectCommands()
    if classes.count > 1 && mergesClasses { mergeClasses() }
    if !accounts.goOn(with: block.label) { accounts.change(to: block.label, at: frontier) }
    let before = frontier
    let instructions = block.template.instructions
    for (index, instruction) in instructions.enumerated() {
      host?.goOn(by: block.lines.isEmpty ? 1 : block.lines[index])
      let (steps, operands) = Step.steps(of: [instruction], organisation: system.organisation) {
        planner.work(of: $0)
      }
      for step in steps { run(step, operands, rowOffset: block.rowOffset) }
    }
    book(since: before, block.label)
    if isWatched { tell(block.label) }
  }

  /// Ends a host's program.
  ///
  /// - Parameter label: that of its last block.
  mutating func endHost(_ label: BlockLabel) {
    let before = frontier
    for index in classes.indices { drain(index) }
    result.operators[label.kind.index].add(frontier.ledger, since: before.ledger)
    accounts.add(label.kind, layer: label.layer, time: frontier.time - before.time)
  }

  private mutating func book(since before: PathPoint, _ label: BlockLabel) {
    result.operators[label.kind.index].add(frontier.ledger, since: before.ledger)
    accounts.end(label.kind, layer: label.layer, time: frontier.time - before.time)
  }

  private mutating func run(_ step: Step, _ list: OperandList, rowOffset: Int32) {
    for index in classes.indices where classes[index].queued?.contends(with: step.operands, of: list) == true
    {
      drain(index)
    }
    if case .barrier = step.work {
      for index in classes.indices { drain(index) }
      barrier = frontier
      host?.hold(until: frontier, andCycles: 1)
      return
    }
    let start = scoreboard.hold(barrier)
    var ready = scoreboard.point(of: scoreboard.ready(step.operands, of: list, notBefore: start))
    scoreboard.drop(start.passage)
    if let host, host.point.time > ready.time { ready = host.point }
    switch step.work {
    case .batch(let mask, let members):
      split(at: mask)
      result.channelInstructions += Int64(mask.count)
      for index in classes.indices where mask.contains(classes[index].members) {
        enqueue(members[0].request, rowOffset: rowOffset, ready: ready, on: index)
        var queued = classes[index].queued ?? QueuedOperands()
        queued.add(step.operands, of: list)
        classes[index].queued = queued
      }
    case .channels(let mask, let requests):
      split(at: mask)
      for index in classes.indices where mask.contains(classes[index].members) { makeWay(index) }
      complete(run(step.work, rowOffset: rowOffset, ready: ready), step, list)
      for index in classes.indices where mask.contains(classes[index].members) {
        hold(for: requests[0], index)
      }
    case .asic: complete(run(step.work, rowOffset: rowOffset, ready: ready), step, list)
    case .barrier: break
    }
  }

  private mutating func complete(_ point: PathPoint, _ step: Step, _ list: OperandList) {
    let end = scoreboard.hold(point)
    scoreboard.complete(step.operands, of: list, at: end)
    scoreboard.drop(end.passage)
    if point.time > frontier.time { frontier = point }
  }

  // MARK: Queues

  /// Puts an access into the queue of a class.
  private mutating func enqueue(_ request: Request, rowOffset: Int32, ready: PathPoint, on index: Int) {
    var ready = ready
    if host != nil, classes[index].queued == nil {
      // It has to wait until no other request is queued.
      let last = classes[index].channel.record.history.point(0)
      if last.time >= ready.time { ready = later(last, cycles: 1) }
    }
    let (edge, waited) = classes[index].channel.enqueue(request, rowOffset: rowOffset, ready: ready)
    if waited {
      ready = later(classes[index].channel.record.path, cycles: 1)
    } else {
      ready.ledger.add(edge * system.commandClockPicoseconds - ready.time, to: .frontEnd)
      ready.time = edge * system.commandClockPicoseconds
    }
    host?.hold(until: ready)
  }

  private func later(_ point: PathPoint, cycles: Int64) -> PathPoint {
    var point = point
    point.time += cycles * system.commandClockPicoseconds
    point.ledger.add(cycles * system.commandClockPicoseconds, to: .frontEnd)
    return point
  }

  /// Works off the queue of a class before it is given another instruction, whose requests wait until that is done.
  private mutating func makeWay(_ index: Int) {
    if classes[index].queued == nil { return }
    drain(index)
    host?.hold(until: classes[index].channel.record.history.point(0), andCycles: 1)
  }

  /// Holds the line until the last of a class's requests is in its queue, and until the data of a blocking one are back.
  private mutating func hold(for request: Request, _ index: Int) {
    guard let queue = system.hostQueue else { return }
    host?.hold(until: classes[index].channel.record.history.point(queue.depth), andCycles: 1)
    if queue.isBlocking(request.command) { host?.hold(until: classes[index].channel.completed) }
  }

  private mutating func drain(_ index: Int) {
    guard let queued = classes[index].queued else { return }
    classes[index].queued = nil
    _ = classes[index].channel.drain()
    let point = classes[index].channel.completed
    let end = scoreboard.hold(point)
    scoreboard.complete(queued, at: end)
    scoreboard.drop(end.passage)
    if point.time > frontier.time { frontier = point }
  }
}
