internal import PIMInstructions

/// Assigns the bank reads and writes of a template to batches, which are scheduled together.
///
/// An access joins the open batch of its channels unless, since the batch began, one of these channels has
/// been given another instruction, or an instruction has a conflict with the access in ASIC SRAM. An
/// instruction that waits for a batch closes it; other instructions of other channels and of the ASIC leave
/// it open.
struct AccessBatches {
  /// A batch that later accesses may join.
  private struct Open {
    let index: Int
    /// Instructions seen before the batch.
    let start: Int
    var own = SRAMExtent()
    /// Instructions since the start of the batch that are not in it.
    var between = SRAMExtent()
  }

  private var open: [Open] = []
  private var count = 0
  private var seen = 0
  /// For each channel, the batch of its last instruction if that was an access, otherwise -1; and the value
  /// of `seen` when the channel was last given another instruction.
  private var batch = [Int](repeating: -1, count: 64)
  private var interrupted = [Int](repeating: -1, count: 64)

  /// The number of the batch that an access joins, or the next number for a new batch.
  mutating func join(_ access: Instruction) -> Int {
    defer { seen += 1 }
    let place = open.lastIndex { canJoin($0, access) }
    if let place, !open[place].own.contends(with: access), !open[place].between.contends(with: access) {
      open[place].own.add(access)
      let index = open[place].index
      access.channels.forEach { batch[$0] = index }
      pass(access, besides: index)
      return index
    }
    let index = count
    count += 1
    access.channels.forEach { batch[$0] = index }
    pass(access, besides: index)
    open.removeAll { candidate in !batch.contains(candidate.index) }
    var new = Open(index: index, start: seen)
    new.own.add(access)
    open.append(new)
    return index
  }

  private func canJoin(_ candidate: Open, _ access: Instruction) -> Bool {
    var canJoin = true
    access.channels.forEach { channel in
      let isOf = batch[channel] == candidate.index
      let isFree = batch[channel] < 0 && interrupted[channel] < candidate.start
      if !isOf && !isFree { canJoin = false }
    }
    return canJoin
  }

  /// Records an instruction that is not an access.
  mutating func pass(_ instruction: Instruction) {
    defer { seen += 1 }
    if instruction.opcode.unit == .control {
      close { _ in true }
      return
    }
    if instruction.opcode.unit == .channels {
      instruction.channels.forEach { channel in
        batch[channel] = -1
        interrupted[channel] = seen
      }
    }
    pass(instruction, besides: -1)
  }

  /// Closes the batches that an instruction waits for, and records the instruction in the others.
  private mutating func pass(_ instruction: Instruction, besides index: Int) {
    close { $0.index != index && $0.own.contends(with: instruction) }
    for i in open.indices where open[i].index != index { open[i].between.add(instruction) }
  }

  private mutating func close(_ isClosed: (Open) -> Bool) {
    if !open.contains(where: isClosed) { return }
    for candidate in open where isClosed(candidate) {
      for channel in batch.indices where batch[channel] == candidate.index {
        batch[channel] = -1
        interrupted[channel] = seen
      }
    }
    open.removeAll(where: isClosed)
  }
}
