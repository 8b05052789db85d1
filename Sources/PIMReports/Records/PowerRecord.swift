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
  }

  /// The largest number of bins.
  static let mostBins = 512

  /// The length of a window, picoseconds.
  public let window: Int64
  /// The time of the run, picoseconds. The last window ends with it.
  public let time: Int64
  /// The number of windows in a bin; the last bin may have fewer.
  public let windowsPerBin: Int
  /// The bins, in order.
  public let bins: [Bin]
  /// The window of the highest power.
  public let peak: Peak

  init(_ profile: PowerProfile) {
    (window, time) = (profile.window, profile.time)
    let count = profile.windows.count
    let size = (count + Self.mostBins - 1) / Self.mostBins
    windowsPerBin = size
    bins = stride(from: 0, to: count, by: size).map { first in
      // A window that the end of the run cuts off has less energy, not less power.
      let last = min(first + size, count)
      let energies = profile.windows[first..<last].map(\.energy)
      let isCut = last == count && last - first > 1 && profile.length(of: last - 1) < profile.window
      let whole = isCut ? energies.dropLast() : energies[...]
      return Bin(energy: energies.reduce(0, +), least: whole.min() ?? 0, most: whole.max() ?? 0)
    }
    let peak = profile.windows[profile.peak]
    self.peak = Peak(window: profile.peak, ledger: peak.ledger, place: peak.place)
  }

  init(window: Int64, time: Int64, windowsPerBin: Int, bins: [Bin], peak: Peak) {
    (self.window, self.time, self.windowsPerBin) = (window, time, windowsPerBin)
    (self.bins, self.peak) = (bins, peak)
  }

  /// The number of windows.
  public var windows: Int { max(1, Int((time + window - 1) / window)) }

  /// The start of a window, picoseconds.
  public func start(of index: Int) -> Int64 { Int64(index) * window }

  /// The end of a window, picoseconds: that of the run for the last one.
  public func end(of index: Int) -> Int64 { min(Int64(index + 1) * window, time) }

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
    let length = min(window, binEnd(bin) - binStart(bin))
    return (Self.watts(bins[bin].least, length), Self.watts(bins[bin].most, length))
  }

  func binStart(_ bin: Int) -> Int64 { start(of: bin * windowsPerBin) }

  func binEnd(_ bin: Int) -> Int64 { min(start(of: (bin + 1) * windowsPerBin), time) }

  static func watts(_ energy: Int128, _ time: Int64) -> Double {
    time <= 0 ? 0 : EnergyLedger.joules(energy) / (Double(time) / 1e12)
  }
}
