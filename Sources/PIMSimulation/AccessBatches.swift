internal import PIMHardware
internal import PIMInstructions

/// The batches of a template: bank reads and writes that are scheduled together.
///
/// An access joins the batch of its channels unless a channel of its own has been given something else since
/// the batch began, or an instruction since then touches what the access does in ASIC SRAM, one of the two
/// writing. A batch is closed for good once an instruction waits for it. So a batch of one channel is not cut
/// by what other channels and the ASIC do.
struct AccessBatches {
  /// A batch that accesses may still join.
  private struct Open {
    let index: Int
    /// Instructions seen before it.
    let start: Int
    var own = SRAMExtent()
    /// Instructions since its start that are not its own.
    var between = SRAMExtent()
  }

  private var open: [Open] = []
  private var count = 0
  private var seen = 0
  /// For each channel, the batch of its last instruction if that was an access, or -1; and how many
  /// instructions were seen when the channel was last given something else.
  private var batch = [Int](repeating: -1, count: 64)
  private var interrupted = [Int](repeating: -1, count: 64)

  /// The batch of an access: a new one if its number is the count of those before.
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

  /// Notes an instruction that is no access.
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

  /// Closes the batches that an instruction waits for, and notes it in the others.
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
