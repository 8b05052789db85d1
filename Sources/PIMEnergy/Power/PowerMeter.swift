public import PIMHardware
package import PIMInstructions
package import PIMResults

/// The activity of a run in windows of equal length, gathered while it runs.
///
/// A command falls evenly on the time in its equation, from its issue on; a function of the ASIC on the time
/// that it takes. What would fall after the end of the run falls into its last window.
public final class PowerMeter {
  /// The time that a window gathers.
  struct Window {
    /// By channel and then by command of `kinds`: picoseconds of the commands' times.
    var commandTimes: [Int64]
    /// By channel: picoseconds with a bank open.
    var openTimes: [Int64]
    var additions: Int64 = 0
    var multiplications: Int64 = 0
    /// The operator whose blocks in a row moved the end of the work furthest, and how far.
    var mostOf: (label: BlockLabel, time: Int64)?
  }

  /// A channel's rows, as far as standby depends on them.
  private struct Rows {
    var isOpen: [Bool]
    var openCount = 0
    var openSince: Int64 = 0
  }

  let system: System
  /// The length of a window, picoseconds.
  let length: Int64
  /// The commands that may have energy.
  let kinds: [Command]
  /// By command of `kinds`: the picoseconds on which its energy falls.
  let durations: [Int64]
  /// By command: its place in `kinds`; -1 for a command without energy.
  private let slots: [Int]
  private(set) var windows: [Window] = []
  /// The power of the run, after its end.
  public private(set) var profile: PowerProfile?
  private var rows: [Rows]
  /// The block sequence that moves the end of the work, and since when.
  private var label: (label: BlockLabel, start: Int64)?
  private var frontier: Int64 = 0
  /// True once something began beyond the last window that there is room for; the rest is not gathered.
  private var isTooLong = false

  /// The longest window, picoseconds: 20 hours.
  public static let longestWindow: Int64 = 1 << 56
  /// The numbers that all windows may have: a gigabyte.
  private static let mostNumbers = 1 << 27
  /// The largest number of windows.
  let mostWindows: Int

  /// By command of `kinds`: picoseconds that the current window has not been given yet.
  private var times: [Int64]

  private let clock: Int64
  private let channels: Int
  private let closesRow: [Bool]

  /// A meter for one run.
  ///
  /// - Parameter window: picoseconds, 1 to `longestWindow`; nil for one refresh interval, or 10 µs without
  ///   refresh.
  public init(_ system: System, window: Int64? = nil) {
    let window = window ?? Self.defaultWindow(of: system)
    precondition(1...Self.longestWindow ~= window, "a window of \(window) ps")
    self.system = system
    length = window
    clock = system.commandClockPicoseconds
    channels = system.organisation.channels
    let kinds = Command.allCases.filter { system.has($0) && $0.role != .close && $0.role != .mode }
    self.kinds = kinds
    durations = kinds.map(system.energyPicoseconds)
    slots = Command.allCases.map { kinds.firstIndex(of: $0) ?? -1 }
    times = Array(repeating: 0, count: kinds.count)
    mostWindows = max(1, Self.mostNumbers / (channels * (kinds.count + 1)))
    closesRow = Command.allCases.map { $0.role == .column && system.closesRow($0) }
    rows = Array(
      repeating: Rows(isOpen: Array(repeating: false, count: system.organisation.banks)), count: channels)
  }

  private static func defaultWindow(of system: System) -> Int64 {
    let interval = Int64(system.refresh.intervalCycles) * system.commandClockPicoseconds
    return system.refresh.policy == .none || interval <= 0 ? 10_000_000 : interval
  }

  /// Checks that a run has room.
  ///
  /// - Throws: `TooManyWindows` for a run that is too long for its windows.
  package func check(time: Int64) throws(TooManyWindows) {
    if time / length > mostWindows {
      throw TooManyWindows(time: time, window: length, most: mostWindows)
    }
  }

  // MARK: Receiving

  /// Takes commands of channels that issue the same ones; those of a channel come in order of time.
  package func take(_ commands: some Collection<IssuedCommand>, of members: ChannelMask) {
    var (window, end) = (0, Int64.min)
    for command in commands where !isTooLong {
      let (kind, time) = (Int(command.command.rawValue), command.cycle * clock)
      if time >= end || time < end - length {
        flush(to: window, members)
        window = Int(time / length)
        end = Int64(window + 1) * length
        isTooLong = window > mostWindows
      }
      let slot = slots[kind]
      if slot >= 0 {
        let duration = durations[slot]
        if time + duration <= end {
          times[slot] += duration
        } else {
          times[slot] += end - time
          spread(from: end, to: time + duration) { window, share in
            members.forEach { self.windows[window].commandTimes[$0 * self.kinds.count + slot] += share }
          }
        }
      }
      if command.command.role == .open || command.command.role == .close || closesRow[kind] {
        members.forEach { follow(command, $0, time) }
      }
    }
    flush(to: window, members)
  }

  private func flush(to window: Int, _ members: ChannelMask) {
    for slot in times.indices where times[slot] != 0 {
      let share = times[slot]
      let window = reserve(window)
      members.forEach { windows[window].commandTimes[$0 * kinds.count + slot] += share }
      times[slot] = 0
    }
  }

  /// Takes a command of one channel.
  package func take(_ command: IssuedCommand) {
    take(CollectionOfOne(command), of: .only(Int(command.channel)))
  }

  /// Takes a function of the ASIC.
  package func take(_ function: IssuedFunction) {
    if isTooLong { return }
    let (start, time) = (function.start, max(1, function.end - function.start))
    // Whole operations: those until the end of a window less those until its beginning.
    func done(_ operations: Int64, by end: Int64) -> Int64 {
      let (high, low) = operations.multipliedFullWidth(by: end - start)
      return time.dividingFullWidth((high, low)).quotient
    }
    var last = start
    spread(from: start, to: start + time) { window, share in
      self.windows[window].additions +=
        done(function.additions, by: last + share) - done(function.additions, by: last)
      self.windows[window].multiplications +=
        done(function.multiplications, by: last + share) - done(function.multiplications, by: last)
      last += share
    }
  }

  /// Takes the end of a block: the latest completion by then.
  package func take(_ next: BlockLabel, end: Int64) {
    guard end > frontier, !isTooLong else { return }
    if let label, !label.label.isSameOperator(as: next) { close() }
    if label == nil { label = (next, frontier) }
    frontier = end
  }

  /// Ends the current sequence of blocks.
  private func close() {
    guard let (label, start) = label else { return }
    spread(from: start, to: frontier) { window, share in
      if share > self.windows[window].mostOf?.time ?? 0 { self.windows[window].mostOf = (label, share) }
    }
    self.label = nil
  }

  private func follow(_ command: IssuedCommand, _ channel: Int, _ time: Int64) {
    let isOpening = command.command.role == .open
    let banks: Range<Int>
    switch command.command.footprint {
    case .all: banks = rows[channel].isOpen.indices
    case .group:
      let size = system.organisation.banksPerGroup
      let first = max(0, Int(command.bank)) / size * size
      banks = first..<first + size
    case .bank: banks = Int(command.bank)..<Int(command.bank) + 1
    case .none: return
    }
    let before = rows[channel].openCount
    for bank in banks where rows[channel].isOpen[bank] != isOpening {
      rows[channel].isOpen[bank] = isOpening
      rows[channel].openCount += isOpening ? 1 : -1
    }
    if before == 0 && rows[channel].openCount > 0 { rows[channel].openSince = time }
    if before > 0 && rows[channel].openCount == 0 { addOpen(channel, until: time) }
  }

  private func addOpen(_ channel: Int, until time: Int64) {
    spread(from: rows[channel].openSince, to: time) { window, share in
      self.windows[window].openTimes[channel] += share
    }
  }

  // MARK: Windows

  /// Makes room for a window.
  ///
  /// - Returns: the window; the last one that there is room for if it lies beyond.
  @discardableResult
  private func reserve(_ window: Int) -> Int {
    let window = min(window, mostWindows)
    while windows.count <= window {
      windows.append(
        Window(
          commandTimes: Array(repeating: 0, count: channels * kinds.count),
          openTimes: Array(repeating: 0, count: channels)))
    }
    return window
  }

  /// Calls the body with the part of an interval in each window, in order.
  private func spread(from start: Int64, to end: Int64, _ body: (Int, Int64) -> Void) {
    var time = start
    while time < end {
      // What lies beyond the room, beyond the end of the run or in one that is too long, is one part.
      let window = reserve(Int(time / length))
      let next = window == mostWindows ? end : min(end, (time / length + 1) * length)
      body(window, next - time)
      time = next
    }
  }

  /// Ends the run: what is still open is closed, and what lies beyond the end joins the last window. The last
  /// window is at least as long as the others: it has the rest of the run.
  ///
  /// - Throws: `TooManyWindows` for a run that is too long for its windows.
  package func finish(_ result: SimulationResult) throws(TooManyWindows) -> PowerProfile {
    precondition(profile == nil, "a meter is for one run")
    try check(time: result.time)
    close()
    let lastEdge = result.channelCycles(on: system) * clock
    for channel in rows.indices where rows[channel].openCount > 0 { addOpen(channel, until: lastEdge) }
    let count = max(1, Int(result.time / length))
    reserve(count - 1)
    for beyond in windows[count...] { windows[count - 1].join(beyond) }
    windows.removeSubrange(count...)
    let profile = PowerProfile(self, result)
    self.profile = profile
    return profile
  }
}

extension PowerMeter.Window {
  fileprivate mutating func join(_ other: PowerMeter.Window) {
    for index in commandTimes.indices { commandTimes[index] += other.commandTimes[index] }
    for index in openTimes.indices { openTimes[index] += other.openTimes[index] }
    if other.mostOf?.time ?? 0 > mostOf?.time ?? 0 { mostOf = other.mostOf }
    additions += other.additions
    multiplications += other.multiplications
  }
}

extension BlockLabel {
  fileprivate func isSameOperator(as other: BlockLabel) -> Bool {
    position == other.position && layer == other.layer && kind == other.kind
  }
}
