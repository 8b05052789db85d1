internal import PIMHardware
public import PIMInstructions
internal import PIMResults

/// The energy of a run over time: by component and by device part, in windows of equal length.
///
/// The windows sum to the run's ledger in every component, exactly. No entry is negative, unless one of the
/// run is: under gross accounting the standby of a short run may be.
public struct PowerProfile: Sendable {
  /// The energy of a window, whole yoctojoules.
  public struct Window: Sendable, Hashable {
    /// By component.
    public package(set) var ledger: EnergyLedger
    /// By device part: the channels with their links, then the ASIC.
    public package(set) var parts: [Int128]
    /// The operator whose blocks in a row moved the end of the work furthest in the window; nil if none did.
    public package(set) var place: Place?

    /// The energy of all components.
    public var energy: Int128 { parts.reduce(0, +) }
  }

  /// The place of an operator in a run.
  public struct Place: Sendable, Hashable {
    /// The position of the token.
    public var position: Int
    /// The layer; -1 outside the layers.
    public var layer: Int
    /// The operator.
    public var kind: OperatorKind
    /// The picoseconds by which it moved the end of the work.
    public var time: Int64

    /// A place.
    package init(position: Int, layer: Int, kind: OperatorKind, time: Int64) {
      (self.position, self.layer, self.kind, self.time) = (position, layer, kind, time)
    }
  }

  /// The length of a window, picoseconds. The last one is longer by the rest of the run.
  public let window: Int64
  /// The time of the run, picoseconds.
  public let time: Int64
  /// The windows, in order.
  public let windows: [Window]

  init(_ meter: PowerMeter, _ result: SimulationResult) {
    let system = meter.system
    let activity = Activity(result, on: system)
    let model = EnergyModel(system, of: activity)
    (window, time) = (meter.length, result.time)
    let lastEdge = result.channelCycles(on: system) * system.commandClockPicoseconds
    var channels = (0..<system.organisation.channels).map { _ in PowerPricing(model, meter) }
    let asic = PowerPricing(model, meter)
    let count = meter.windows.count
    var windows = meter.windows.enumerated().map { index, own in
      let start = Int64(index) * meter.length
      let isLast = index == count - 1
      var ledger = model.ledger(of: Activity())
      var parts: [Int128] = []
      for channel in channels.indices {
        let first = channel * meter.kinds.count
        let before = ledger.total
        channels[channel].addChannel(
          own.commandTimes[first..<first + meter.kinds.count], open: own.openTimes[channel],
          time: (isLast ? lastEdge : start + meter.length) - start, to: &ledger)
        parts.append(ledger.total - before)
      }
      let before = ledger.total
      asic.addASIC(
        own, time: (isLast ? result.time : start + meter.length) - start, to: &ledger)
      parts.append(ledger.total - before)
      return Window(
        ledger: ledger, parts: parts,
        place: own.mostOf.map {
          Place(
            position: $0.label.position, layer: $0.label.layer, kind: $0.label.kind, time: $0.time)
        })
    }
    for channel in channels.indices {
      for (component, lack) in channels[channel].lacks {
        Self.take(lack, of: component, channel, in: &windows)
      }
    }
    self.windows = windows
  }

  /// Takes what the last window lacks of a channel's standby out of the nearest ones before it that have it.
  private static func take(
    _ lack: Int128, of component: EnergyComponent, _ channel: Int, in windows: inout [Window]
  ) {
    var lack = lack
    for index in windows.indices.reversed() where lack > 0 {
      let amount = min(
        lack, max(0, windows[index].ledger[component] ?? 0), max(0, windows[index].parts[channel]))
      windows[index].ledger.add(-amount, to: component)
      windows[index].parts[channel] -= amount
      lack -= amount
    }
    windows[windows.count - 1].ledger.add(-lack, to: component)
    windows[windows.count - 1].parts[channel] -= lack
  }

  /// The sum over the windows.
  public var ledger: EnergyLedger {
    windows.dropFirst().reduce(into: windows[0].ledger) { $0 += $1.ledger }
  }

  /// The length of a window, picoseconds: `window`, and more for the last one, unless the run is shorter.
  public func length(of index: Int) -> Int64 {
    index < windows.count - 1 ? window : time - Int64(index) * window
  }

  /// The mean power of a window, watts.
  public func power(of index: Int) -> Double {
    let length = length(of: index)
    return length <= 0 ? 0 : EnergyLedger.joules(windows[index].energy) / (Double(length) / 1e12)
  }

  /// The window of the highest power; of equals the first.
  public var peak: Int {
    windows.indices.reduce(0) { best, index in
      Self.isMore(
        windows[index].energy, in: length(of: index), than: windows[best].energy, in: length(of: best))
        ? index : best
    }
  }

  /// True if the first of two energies is more for its length than the second, exactly: the products have up
  /// to 256 bits.
  package static func isMore(_ a: Int128, in aLength: Int64, than b: Int128, in bLength: Int64) -> Bool {
    let (left, right) = (
      a.multipliedFullWidth(by: Int128(bLength)), b.multipliedFullWidth(by: Int128(aLength))
    )
    return (left.high, left.low) > (right.high, right.low)
  }
}

/// The price of a part's windows one after the other: the energy until the end of a window less that until
/// its beginning, each rounded down, so that the sum over the windows is exact.
private struct PowerPricing {
  private let entries: [(component: EnergyComponent, price: Price, commands: [Int128])]
  private let durations: [Int64]
  private let clock: Int64
  /// What the windows so far have summed to: command and cycle times, and the energy by component.
  private var times: [Int64]
  private var openTime: Int64 = 0
  private var closedTime: Int64 = 0
  private var done: [Int128]
  /// Standby that commands take out of a window that has less of it; the next ones give it.
  private var lack: [Int128]

  init(_ model: EnergyModel, _ meter: PowerMeter) {
    entries = model.modelledPrices.map { entry in
      (entry.component, entry.price, meter.kinds.map { entry.price[$0] })
    }
    durations = meter.durations
    times = durations.map { _ in 0 }
    clock = meter.system.commandClockPicoseconds
    done = Array(repeating: 0, count: entries.count)
    lack = done
  }

  mutating func addChannel(
    _ more: ArraySlice<Int64>, open: Int64, time: Int64, to ledger: inout EnergyLedger
  ) {
    for (kind, time) in more.enumerated() { times[kind] += time }
    openTime += open
    closedTime += time - open
    for (index, entry) in entries.enumerated() {
      var sum = Self.energy(entry.price.openCycle, openTime, clock)
      sum += Self.energy(entry.price.closedCycle, closedTime, clock)
      for kind in times.indices where entry.commands[kind] != 0 && times[kind] != 0 {
        sum += Self.energy(entry.commands[kind], times[kind], durations[kind])
      }
      let own = sum - done[index] + lack[index]
      done[index] = sum
      lack[index] = min(0, own)
      ledger.add(max(0, own), to: entry.component)
    }
  }

  /// What the last window lacks, by component.
  var lacks: [(component: EnergyComponent, energy: Int128)] {
    zip(entries, lack).compactMap { $1 < 0 ? ($0.component, -$1) : nil }
  }

  func addASIC(_ window: PowerMeter.Window, time: Int64, to ledger: inout EnergyLedger) {
    for entry in entries {
      ledger.add(
        entry.price.picosecond * Int128(time) + entry.price.addition * Int128(window.additions)
          + entry.price.multiplication * Int128(window.multiplications), to: entry.component)
    }
  }

  /// `price · time / unit`, rounded down.
  private static func energy(_ price: Int128, _ time: Int64, _ unit: Int64) -> Int128 {
    let (whole, rest) = time.quotientAndRemainder(dividingBy: unit)
    if rest == 0 { return price * Int128(whole) }
    let product = price * Int128(rest)
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: Int128(unit))
    return price * Int128(whole) + (remainder < 0 ? quotient - 1 : quotient)
  }
}
