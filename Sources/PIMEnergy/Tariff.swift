internal import PIMConfiguration
internal import PIMHardware
internal import PIMResults

/// The computation of prices. Each `add…` method sets the prices of one equation of docs/energy.md, or notes
/// the missing constants if the activity needs them.
struct Tariff {
  private let system: System
  private let electrical: Electrical
  /// The activity to be priced; nil for everything that the system can do.
  private let activity: Activity?
  private(set) var prices: [Price]
  /// The keys that are missing in the system's file, by component.
  private(set) var missing: [[String]]

  init(_ system: System, of activity: Activity?) {
    self.system = system
    self.activity = activity
    electrical = system.electrical
    prices = Array(repeating: Price(), count: EnergyComponent.allCases.count)
    missing = Array(repeating: [], count: EnergyComponent.allCases.count)
  }

  /// True if the activity contains the command. No constant is missing for a command that was not issued.
  private func isIssued(_ command: Command) -> Bool {
    activity.map { $0.commands[command] > 0 } ?? system.has(command)
  }

  /// True if the activity contains a command that satisfies a condition.
  private func isAnyIssued(_ isMeant: (Command) -> Bool) -> Bool {
    Command.allCases.contains { isMeant($0) && isIssued($0) }
  }

  private subscript(component: EnergyComponent) -> Price {
    get { prices[component.rawValue] }
    _modify { yield &prices[component.rawValue] }
  }

  /// The value, or nil with a note that the component needs the key.
  private mutating func require<Value>(_ value: Value?, _ key: String, for component: EnergyComponent)
    -> Value?
  {
    if value == nil, !missing[component.rawValue].contains(key) { missing[component.rawValue].append(key) }
    return value
  }

  private mutating func vdd(for component: EnergyComponent) -> Int128? {
    require(electrical.vdd, "electrical.VDD", for: component).map { Int128($0.microvolts) }
  }

  /// `a · b / c` of non-negative numbers, rounded to nearest. The product may have 256 bits.
  private static func product(_ a: Int128, _ b: Int128, over c: Int128) -> Int128 {
    let (quotient, remainder) = c.dividingFullWidth(a.multipliedFullWidth(by: b))
    return remainder >= c - remainder ? quotient + 1 : quotient
  }

  /// A non-negative energy times a factor and the factor of a design, rounded to nearest.
  private static func scaled(
    _ energy: Int128, by factor: Fraction, _ design: DesignScale, parts: Int = 1
  ) -> Int128 {
    product(
      energy * design.numerator, Int128(factor.billionths),
      over: 1_000_000_000 * design.denominator * Int128(parts))
  }

  // MARK: Channels

  /// Sets VDD · IDD3N · tCK per cycle with a bank open, VDD · IDD2N · tCK per cycle with all banks closed.
  mutating func addBackground() {
    let clock = Int128(system.commandClockPicoseconds)
    if activity?.openCycles != 0 {
      let active = require(electrical.idd3n, "electrical.IDD3N", for: .backgroundActive)
      if let vdd = vdd(for: .backgroundActive), let active {
        self[.backgroundActive].openCycle = vdd * Int128(active.microamperes) * clock
      }
    }
    if activity?.closedCycles != 0 {
      let precharged = require(electrical.idd2n, "electrical.IDD2N", for: .backgroundPrecharged)
      if let vdd = vdd(for: .backgroundPrecharged), let precharged {
        self[.backgroundPrecharged].closedCycle = vdd * Int128(precharged.microamperes) * clock
      }
    }
  }

  /// Sets VDD · IDD0 · tRC per bank opened, minus VDD · (IDD3N · tRAS + IDD2N · (tRC − tRAS)) under net
  /// accounting.
  mutating func addActivation() {
    if !isAnyIssued({ $0.role == .open }) { return }
    let current = require(electrical.idd0, "electrical.IDD0", for: .activation)
    let cycle = require(system.rowCyclePicoseconds, "timing.tRAS and timing.tRP", for: .activation)
    guard let vdd = vdd(for: .activation), let current, let cycle else {
      if electrical.accounting == .net { noteStandbyOfRows() }
      return
    }
    var charge = Int128(current.microamperes) * Int128(cycle)
    if electrical.accounting == .net {
      guard let (idd3n, idd2n, active) = noteStandbyOfRows() else { return }
      charge -= idd3n * active + idd2n * (Int128(cycle) - active)
    }
    for command in Command.allCases where command.role == .open {
      self[.activation][command] = Int128(system.banks(of: command)) * vdd * charge
    }
  }

  @discardableResult
  private mutating func noteStandbyOfRows() -> (idd3n: Int128, idd2n: Int128, active: Int128)? {
    let idd3n = require(electrical.idd3n, "electrical.IDD3N", for: .activation)
    let idd2n = require(electrical.idd2n, "electrical.IDD2N", for: .activation)
    let active = require(system.rowActivePicoseconds, "timing.tRAS", for: .activation)
    guard let idd3n, let idd2n, let active else { return nil }
    return (Int128(idd3n.microamperes), Int128(idd2n.microamperes), Int128(active))
  }

  /// Sets VDD · (I − IDD3N) · t per access, with I being IDD4R or IDD4W. An access of all banks draws
  /// `allBankFactor` times as much above standby, and `System.columnScale` is a factor on that. Gross
  /// accounting adds VDD · IDD3N · t, and subtracts it from standby.
  mutating func addColumns() {
    // A component that lacks a constant for one of its commands has no price at all, and nothing is
    // subtracted from standby.
    let accesses = Command.allCases.filter { $0.role == .column && isIssued($0) }.map {
      ($0, access(of: $0))
    }
    for (command, access) in accesses {
      let component = command.access.component
      guard let access, missing[component.rawValue].isEmpty else { continue }
      charge(access.above, access.standby, for: command, to: component, insteadOf: .backgroundActive)
    }
  }

  /// The energy of a column command above standby, and the standby in its time; nil with a note if a constant
  /// is missing.
  private mutating func access(of command: Command) -> (above: Int128, standby: Int128)? {
    let (component, isWrite) = command.access
    let isOnAllBanks = command.footprint == .all
    let current =
      isWrite
      ? require(electrical.idd4w, "electrical.IDD4W", for: component)
      : require(electrical.idd4r, "electrical.IDD4R", for: component)
    if electrical.accounting == .net || isOnAllBanks {
      _ = require(electrical.idd3n, "electrical.IDD3N", for: component)
    }
    let factor =
      isOnAllBanks
      ? require(electrical.allBankFactor, "electrical.allBankFactor", for: component)
      : Fraction(billionths: 1_000_000_000)
    guard let vdd = vdd(for: component), let current, let factor else { return nil }
    let time = Int128(system.accessPicoseconds(command))
    let standby = vdd * Int128(electrical.idd3n?.microamperes ?? 0) * time
    let above = vdd * Int128(current.microamperes) * time - standby
    // Gross accounting allows a current below standby. Such a difference is not multiplied.
    return (above < 0 ? above : Self.scaled(above, by: factor, system.columnScale(of: command)), standby)
  }

  /// Sets VDD · (IDD5B − IDD2N) · tRFC per refresh of all banks.
  mutating func addRefresh() {
    if isIssued(.REFpb) {
      _ = require(Int?.none, "a current of REFpb, for which there is no key", for: .refresh)
    }
    if !isIssued(.REFab) { return }
    let current = require(electrical.idd5b, "electrical.IDD5B", for: .refresh)
    var standby = electrical.idd2n
    if electrical.accounting == .net { standby = require(standby, "electrical.IDD2N", for: .refresh) }
    guard let vdd = vdd(for: .refresh), let current, missing[EnergyComponent.refresh.rawValue].isEmpty else {
      return
    }
    let time = Int128(system.refreshPicoseconds)
    let background = vdd * Int128(standby?.microamperes ?? 0) * time
    charge(
      vdd * Int128(current.microamperes) * time - background, background, for: .REFab, to: .refresh,
      insteadOf: .backgroundPrecharged)
  }

  /// Adds a command's energy above standby to its component. Gross accounting moves the standby in its time
  /// there as well.
  private mutating func charge(
    _ above: Int128, _ background: Int128, for command: Command, to component: EnergyComponent,
    insteadOf standby: EnergyComponent
  ) {
    self[component][command] = above
    if electrical.accounting == .gross {
      self[component][command] += background
      self[standby][command] -= background
    }
  }

  // MARK: Everything else

  /// Sets macPower · macRoutingFactor · t per MAC of all banks, times `System.macPowerScale`, and one bank's
  /// share of it per MAC of one bank.
  mutating func addMACUnits() {
    if !isAnyIssued({ $0 == .MAC || $0 == .MAC16 }) { return }
    let power = require(electrical.macPower, "electrical.macPower", for: .macUnits)
    let factor = require(electrical.macRoutingFactor, "electrical.macRoutingFactor", for: .macUnits)
    guard let power, let factor else { return }
    for (command, parts) in [(Command.MAC16, 1), (.MAC, system.organisation.banks)] {
      // nW · ps = 10⁻²¹ J.
      let energy = Int128(power.nanowatts) * 1000 * Int128(system.repeatPicoseconds(command))
      self[.macUnits][command] = Self.scaled(energy, by: factor, system.macPowerScale, parts: parts)
    }
  }

  /// Sets bufferWriteEnergy per burst written, and bufferReadEnergy per burst that MAC units or a copy read,
  /// each times `System.bufferScale`.
  mutating func addGlobalBuffer() {
    let (writing, reading): ([Command], [Command]) = ([.WRGB, .RDCP], [.MAC, .MAC16, .WRCP])
    if !isAnyIssued({ writing.contains($0) || reading.contains($0) }) { return }
    let write = require(electrical.bufferWriteEnergy, "electrical.bufferWriteEnergy", for: .globalBuffer)
    let read = require(electrical.bufferReadEnergy, "electrical.bufferReadEnergy", for: .globalBuffer)
    guard let write, let read else { return }
    let scale = system.bufferScale
    for (commands, energy) in [(writing, write), (reading, read)] {
      let price = Self.product(
        Int128(energy.attojoules) * 1_000_000, scale.numerator, over: scale.denominator)
      for command in commands { self[.globalBuffer][command] = price }
    }
  }

  /// Sets linkEnergy per bit of a burst.
  mutating func addLinks() {
    for (component, use) in [
      (EnergyComponent.linkToChannels, Command.LinkUse.toChannel), (.linkFromChannels, .fromChannel),
    ] where isAnyIssued({ $0.linkUse == use }) {
      guard let perBit = require(electrical.linkEnergy, "electrical.linkEnergy", for: component) else {
        continue
      }
      let burst = Int128(perBit.attojoulesPerBit) * 1_000_000 * 8 * Int128(system.organisation.burstBytes)
      for command in Command.allCases where command.linkUse == use { self[component][command] = burst }
    }
  }

  /// Sets the static price, asicStaticShare · asicPower · `System.asicStaticScale`, and the dynamic ones. The
  /// dynamic rest of the power is drawn by a cycle of the priced design with all its adders and multipliers
  /// at work. A multiplication takes `asicMultiplyRatio` times the energy of an addition, and both have the
  /// factor `System.asicOperationScale`.
  mutating func addASIC() {
    let power = require(electrical.asicPower, "electrical.asicPower", for: .asicStatic)
    let share = require(electrical.asicStaticShare, "electrical.asicStaticShare", for: .asicStatic)
    // Yoctojoules per picosecond.
    let whole = power.map { Int128($0.nanowatts) * 1000 }
    if let whole, let share {
      self[.asicStatic].picosecond = Self.scaled(whole, by: share, system.asicStaticScale)
    }
    if let activity, activity.asicAdditions == 0, activity.asicMultiplications == 0 { return }
    _ = require(power, "electrical.asicPower", for: .asicDynamic)
    _ = require(share, "electrical.asicStaticShare", for: .asicDynamic)
    let ratio = require(electrical.asicMultiplyRatio, "electrical.asicMultiplyRatio", for: .asicDynamic)
    guard let whole, let share, let ratio else { return }
    // Both in billionths: the dynamic energy of a cycle, and the additions that would fill a cycle.
    let cycle = whole * Int128(system.pricedClockPicoseconds) * (1_000_000_000 - Int128(share.billionths))
    let room =
      Int128(system.pricedAdders) * 1_000_000_000
      + Int128(system.pricedMultipliers) * Int128(ratio.billionths)
    let scale = system.asicOperationScale
    self[.asicDynamic].addition = Self.product(cycle, scale.numerator, over: room * scale.denominator)
    self[.asicDynamic].multiplication = Self.product(
      cycle, scale.numerator * Int128(ratio.billionths), over: room * scale.denominator * 1_000_000_000)
  }
}

extension Command {
  /// The component of a column command, and true if it writes the array.
  var access: (component: EnergyComponent, isWrite: Bool) {
    switch self {
    case .RD, .RDA: (.read, false)
    case .WR, .WRA, .WRA16: (.write, true)
    case .WRCP: (.arrayAccess, true)
    default: (.arrayAccess, false)
    }
  }
}

extension System {
  /// The number of banks that a command acts on.
  func banks(of command: Command) -> Int {
    switch command.footprint {
    case .bank: 1
    case .group: organisation.banksPerGroup
    case .all: organisation.banks
    case .none: 0
    }
  }

  /// The time for which a column access draws its current, in picoseconds. With the link it is that of a
  /// burst. Without, it is the time to the next access of the kind, or tBurst if the currents were measured
  /// at one.
  func accessPicoseconds(_ command: Command) -> Int64 {
    if command.linkUse != .none { return burstPicoseconds }
    return electrical.measuredAt.tBurst?.rawValue ?? repeatPicoseconds(command)
  }

  /// The time on which the energy of a command falls evenly, in picoseconds: the one in its equation, at
  /// least a cycle of the command clock.
  func energyPicoseconds(_ command: Command) -> Int64 {
    let time: Int64? =
      switch command.role {
      case .open: rowCyclePicoseconds
      case .column: accessPicoseconds(command)
      case .buffer: command.linkUse == .none ? nil : burstPicoseconds
      case .refresh: command == .REFab ? refreshPicoseconds : nil
      case .close, .mode: nil
      }
    return max(time ?? 0, commandClockPicoseconds)
  }
}
