public import PIMEnergy
internal import PIMInstructions

/// The power of a run over its time, as a report has it: windows joined to bins, and the window of the peak.
public struct PowerRecord: Sendable, Hashable {
  /// Some windows in a row.
  public struct Bin: Sendable, Hashable {
    /// The energy of all, whole yoctojoules.
    public var energy: Int128
    /// The energy of the window that has the least.
    public var least: Int128
    /// The energy of the window that has the most.
    public var most: Int128
  }

  /// The window of the highest power.
  public struct Peak: Sendable, Hashable {
    /// The index of the window.
    public var window: Int
    /// Its energy by component.
    public var ledger: EnergyLedger
    /// Where the run was for most of the window; nil if no block ended work in it.
    public var place: PowerProfile.Place?

    package init(window: Int, ledger: EnergyLedger, place: PowerProfile.Place?) {
      (self.window, self.ledger, self.place) = (window, ledger, place)
    }
  }

  /// The largest number of bins.
  static let mostBins = 512

  /// The length of a window, picoseconds. The last one is longer by the rest of the run.
  public let window: Int64
  /// The time of the run, picoseconds.
  public let time: Int64
  /// The number of windows in a bin. The one before the last may have fewer; the last is the last window.
  public let windowsPerBin: Int
  /// The bins, in order.
  public let bins: [Bin]
  /// The window of the highest power.
  public let peak: Peak

  init(_ profile: PowerProfile) {
    (window, time) = (profile.window, profile.time)
    let energies = profile.windows.map(\.energy)
    windowsPerBin = Self.binSize(windows: energies.count)
    bins = Self.binRanges(windows: energies.count, size: windowsPerBin).map { range in
      Bin(
        energy: energies[range].reduce(0, +), least: energies[range].min() ?? 0,
        most: energies[range].max() ?? 0)
    }
    let peak = profile.windows[profile.peak]
    self.peak = Peak(window: profile.peak, ledger: peak.ledger, place: peak.place)
  }

  private static func binSize(windows: Int) -> Int { max(1, (windows - 1 + mostBins - 2) / (mostBins - 1)) }

  /// The number of bins.
  static func binCount(windows: Int, size: Int) -> Int {
    (windows - 1) / size + ((windows - 1) % size == 0 ? 1 : 2)
  }

  /// The windows of each bin. The last window has a bin of its own, since it is longer.
  static func binRanges(windows: Int, size: Int) -> [Range<Int>] {
    stride(from: 0, to: windows - 1, by: size).map { $0..<min($0 + size, windows - 1) }
      + [windows - 1..<windows]
  }

  /// The number of windows of a length that a run has.
  static func windows(_ window: Int64, in time: Int64) -> Int { max(1, Int(time / window)) }

  init(window: Int64, time: Int64, windowsPerBin: Int, bins: [Bin], peak: Peak) {
    (self.window, self.time, self.windowsPerBin) = (window, time, windowsPerBin)
    (self.bins, self.peak) = (bins, peak)
  }

  /// The number of windows.
  public var windows: Int { Self.windows(window, in: time) }

  /// The start of a window, picoseconds.
  public func start(of index: Int) -> Int64 { Int64(index) * window }

  /// The end of a window, picoseconds: that of the run for the last one.
  public func end(of index: Int) -> Int64 { index < windows - 1 ? Int64(index + 1) * window : time }

  /// The mean power of the run, watts.
  public var average: Double { Self.watts(bins.reduce(0) { $0 + $1.energy }, time) }

  /// The power of the peak's window, watts.
  public var peakPower: Double {
    Self.watts(peak.ledger.total, end(of: peak.window) - start(of: peak.window))
  }

  /// The mean power of a bin, watts.
  func mean(of bin: Int) -> Double { Self.watts(bins[bin].energy, binEnd(bin) - binStart(bin)) }

  /// The least and the greatest power of a window in a bin, watts.
  func range(of bin: Int) -> (least: Double, most: Double) {
    let length = windowLength(inBin: bin)
    return (Self.watts(bins[bin].least, length), Self.watts(bins[bin].most, length))
  }

  /// The length of the windows of a bin, picoseconds.
  private func windowLength(inBin bin: Int) -> Int64 {
    bin < bins.count - 1 ? window : time - start(of: windows - 1)
  }

  func binStart(_ bin: Int) -> Int64 {
    bin < bins.count - 1 ? start(of: bin * windowsPerBin) : start(of: windows - 1)
  }

  func binEnd(_ bin: Int) -> Int64 { bin < bins.count - 1 ? binStart(bin + 1) : time }

  /// What contradicts itself in a record that was read; nil if nothing does.
  ///
  /// - Parameter run: the energy of the run.
  func fault(_ run: EnergyLedger) -> String? {
    // Commands that outlast a short run may take more standby than it has; little is known then.
    if EnergyComponent.allCases.contains(where: { run[$0] ?? 0 < 0 }) { return nil }
    let ranges = Self.binRanges(windows: windows, size: windowsPerBin)
    for (bin, range) in zip(bins, ranges) {
      let count = Int64(range.count)
      guard 0 <= bin.least, !PowerProfile.isMore(bin.least, in: 1, than: bin.energy, in: count),
        !PowerProfile.isMore(bin.energy, in: count, than: bin.most, in: 1)
      else {
        return "a bin of windows contradicts itself"
      }
    }
    guard let own = ranges.firstIndex(where: { $0.contains(peak.window) }),
      peak.ledger.total == bins[own].most
    else { return "not the window of the highest power" }
    for index in bins.indices {
      let (most, length) = (bins[own].most, windowLength(inBin: own))
      let (other, its) = (bins[index].most, windowLength(inBin: index))
      // Of equals the first is the peak.
      guard
        index < own
          ? PowerProfile.isMore(most, in: length, than: other, in: its)
          : !PowerProfile.isMore(other, in: its, than: most, in: length)
      else { return "not the window of the highest power" }
    }
    for component in EnergyComponent.allCases {
      guard (peak.ledger[component] == nil) == (run[component] == nil),
        0...max(0, run[component] ?? 0) ~= peak.ledger[component] ?? 0
      else { return "more of \(component.title) than the run has" }
    }
    return nil
  }

  static func watts(_ energy: Int128, _ time: Int64) -> Double {
    time <= 0 ? 0 : EnergyLedger.joules(energy) / (Double(time) / 1e12)
  }
}
