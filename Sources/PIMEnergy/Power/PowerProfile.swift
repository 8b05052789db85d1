internal import PIMHardware
public import PIMInstructions
internal import PIMResults

/// The energy of a run over time: by component and by device part, in windows of equal length.
///
/// The windows sum to the run's ledger in every component, exactly. No entry is negative.
public struct PowerProfile: Sendable {
  /// The energy of a window, whole yoctojoules.
  public struct Window: Sendable, Hashable {
    /// By component.
    public package(set) var ledger: EnergyLedger
    /// By device part: the channels with their links, then the ASIC.
    public package(set) var parts: [Int128]
    /// Picoseconds by operator, indexed as `OperatorKind.allCases`: how far its blocks moved the end of the
    /// work.
    public package(set) var operatorTimes: [Int64]
    /// Where the run was for most of the window; nil if no block ended work in it.
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

    /// A place.
    package init(position: Int, layer: Int, kind: OperatorKind) {
      (self.position, self.layer, self.kind) = (position, layer, kind)
    }
  }

  /// The length of a window, picoseconds. The last one ends with the run.
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
    windows = meter.windows.enumerated().map { index, own in
      let start = Int64(index) * meter.length
      let isLast = index == count - 1
      var ledger = model.ledger(of: Activity())
      var parts: [Int128] = []
      for channel in channels.indices {
        let first = channel * meter.kinds.count
        let before = ledger.total
        channels[channel].addChannel(
          own.commandTimes[first..<first + meter.kinds.count], open: own.openTimes[channel],
          time: (isLast ? lastEdge : start + meter.length) - start, isLast: isLast, to: &ledger)
        parts.append(ledger.total - before)
      }
      let before = ledger.total
      asic.addASIC(
        own, time: (isLast ? result.time : start + meter.length) - start, to: &ledger)
      parts.append(ledger.total - before)
      return Window(
        ledger: ledger, parts: parts, operatorTimes: own.operatorTimes,
        place: own.mostOf.map {
          Place(position: $0.label.position, layer: $0.label.layer, kind: $0.label.kind)
        })
    }
  }

  /// The sum over the windows.
  public var ledger: EnergyLedger {
    windows.dropFirst().reduce(into: windows[0].ledger) { $0 += $1.ledger }
  }

  /// The length of a window, picoseconds: less than `window` for the last one.
  public func length(of index: Int) -> Int64 { min(window, time - Int64(index) * window) }

  /// The mean power of a window, watts.
  public func power(of index: Int) -> Double {
    let length = length(of: index)
    return length <= 0 ? 0 : EnergyLedger.joules(windows[index].energy) / (Double(length) / 1e12)
  }

  /// The window of the highest power; of equals the first. The last window counts only if it is whole, or
  /// the only one: energy of what ends after the run falls into it.
  public var peak: Int {
    let whole = windows.count > 1 && length(of: windows.count - 1) < window
    let candidates = windows.indices.dropLast(whole ? 1 : 0)
    return candidates.max { (windows[$0].energy, $1) < (windows[$1].energy, $0) } ?? 0
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
    _ more: ArraySlice<Int64>, open: Int64, time: Int64, isLast: Bool, to ledger: inout EnergyLedger
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
      var own = sum - done[index] + lack[index]
      done[index] = sum
      lack[index] = isLast ? 0 : min(0, own)
      if !isLast { own = max(0, own) }
      ledger.add(own, to: entry.component)
    }
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
