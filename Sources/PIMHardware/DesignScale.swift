internal import PIMConfiguration

/// The factor between a constant at the reference of `costs` and at the design point, as a ratio of whole
/// numbers. It is 1 without costs and at the reference.
///
/// Both computations of energy take it from here, so that they price the same machine.
package struct DesignScale: Sendable, Hashable {
  /// The numerator, not negative.
  package let numerator: Int128
  /// The denominator, positive.
  package let denominator: Int128

  /// The factor 1.
  package static let one = DesignScale(1, 1)

  init(_ numerator: Int128, _ denominator: Int128) {
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  /// The factor, rounded to the nearest `Double`.
  package var value: Double { Double(numerator) / Double(denominator) }

  /// The square root of `a / b` in billionths, rounded down; exact for `a == b`.
  ///
  /// - Precondition: `a` is not negative and at most 2⁴⁰, `b` is positive.
  static func rootBillionths(_ a: Int, over b: Int) -> Int128 {
    // 2⁴⁰ · 10¹⁸ < 2¹⁰⁰.
    let square = Int128(a) * 1_000_000_000_000_000_000 / Int128(b)
    var root = Int128(Double(square).squareRoot())
    while root * root > square { root -= 1 }
    while (root + 1) * (root + 1) <= square { root += 1 }
    return root
  }
}

extension System {
  /// The static power of the ASIC over that of the reference: it goes with the area.
  package var asicStaticScale: DesignScale {
    guard costs?.asic != nil, let stated = statedASICArea, let area = asicArea else { return .one }
    return DesignScale(Int128(area.squareMicrometres), Int128(stated.squareMicrometres))
  }

  /// The energy of an ASIC operation over that of the reference. The share of the SRAM goes with the square
  /// root of its size: Horowitz, ISSCC 2014, has 10, 20 and 100 pJ for an access to 8 KiB, 32 KiB and 1 MiB.
  package var asicOperationScale: DesignScale {
    guard let costs = costs?.asic else { return .one }
    let share = Int128(costs.sramEnergyShare.billionths)
    let root = DesignScale.rootBillionths(asic.sramBytes, over: costs.sramBytes)
    let billionths = 1_000_000_000 - share + (share * root + 500_000_000) / 1_000_000_000
    return DesignScale(billionths, 1_000_000_000)
  }

  /// The adders of the design that `asicPower` is given for.
  package var pricedAdders: Int { costs?.asic?.adders ?? asic.adders }

  /// The multipliers of the design that `asicPower` is given for.
  package var pricedMultipliers: Int { costs?.asic?.multipliers ?? asic.multipliers }

  /// The period of the clock that `asicPower` is given for, in picoseconds.
  package var pricedClockPicoseconds: Int64 { costs?.asic?.clockPicoseconds ?? asic.clockPicoseconds }

  /// The data lines that a column access drives, over those of the reference.
  ///
  /// An access over the link is charged for the time that its burst takes, which has the factor already,
  /// unless the time of a burst is a measured one.
  package func columnScale(of command: Command) -> DesignScale {
    guard let costs = costs?.channel, command.linkUse == .none || electrical.measuredAt.tBurst != nil else {
      return .one
    }
    return DesignScale(Int128(organisation.elementsPerColumn), Int128(costs.lanes))
  }

  /// The power of a channel's MAC units over that of the reference.
  package var macPowerScale: DesignScale {
    guard let costs = costs?.channel else { return .one }
    return DesignScale(Int128(macUnit.lanes * organisation.banks), Int128(costs.lanes * costs.banks))
  }

  /// The energy of a burst of the global buffer over that of the reference: it goes with the bytes of the
  /// burst and the square root of the buffer's size.
  package var bufferScale: DesignScale {
    guard let costs = costs?.channel, let bytes = costs.bufferBytes else { return .one }
    let root = DesignScale.rootBillionths(globalBufferBytes, over: bytes)
    return DesignScale(
      Int128(organisation.elementsPerColumn) * root, Int128(costs.lanes) * 1_000_000_000)
  }

  /// The size of a channel's global buffer, in bytes.
  package var globalBufferBytes: Int { globalBufferColumns * organisation.burstBytes }

  /// True if the channels have a global buffer.
  package var hasGlobalBuffer: Bool { Self.hasGlobalBuffer(supported) }
}
