internal import PIMConfiguration

extension Costs {
  /// Reads the costs of a system; nil if its document has none.
  init?(_ parent: inout Section, _ supported: [Bool]) throws(ConfigurationError) {
    guard var section = try parent.optionalSection("costs") else { return nil }
    asic = try ASIC(&section)
    channel = try Channel(&section, hasGlobalBuffer: System.hasGlobalBuffer(supported))
    try section.finish()
  }

  /// The largest area of a constant, a square metre. With it the area of a machine fits 128 bits.
  fileprivate static let areas = Area.zero...Area(squareMicrometres: 1_000_000_000_000)

  /// The largest power of a design, 10 kW in nanowatts. With it energies fit 128 bits as without costs.
  fileprivate static let mostNanowatts: Int128 = 10_000_000_000_000
}

extension Costs.ASIC {
  fileprivate init?(_ parent: inout Section) throws(ConfigurationError) {
    guard var section = try parent.optionalSection("asic") else { return nil }
    var reference = try section.section("reference")
    adders = try reference.integer("adders", in: 1...1_000_000)
    multipliers = try reference.integer("multipliers", in: 1...1_000_000)
    sramBytes = Int(
      try reference.byteCount("sram", in: ByteCount(bytes: 1024)...ByteCount(bytes: 1 << 30)).bytes)
    clockPicoseconds = try System.clock(&reference, "clock").rawValue
    try reference.finish()
    multiplierAreaRatio = try section.fraction(
      "multiplierAreaRatio", in: Fraction(billionths: 10_000_000)...Fraction(billionths: 100_000_000_000))
    sramAreaPerKiB = try section.area("sramAreaPerKiB", in: Costs.areas)
    sramEnergyShare = try section.fraction(
      "sramEnergyShare", in: Fraction(billionths: 0)...Fraction(billionths: 1_000_000_000))
    try section.finish()
  }
}

extension Costs.Channel {
  fileprivate init?(_ parent: inout Section, hasGlobalBuffer: Bool) throws(ConfigurationError) {
    guard var section = try parent.optionalSection("channel") else { return nil }
    var reference = try section.section("reference")
    lanes = try reference.integer("lanes", in: 1...2048)
    banks = try reference.integer("banks", in: 1...256)
    // Channels that lost their buffer to an override may keep its costs.
    if hasGlobalBuffer || reference.contains("globalBuffer") {
      bufferBytes = Int(
        try reference.byteCount("globalBuffer", in: ByteCount(bytes: 1)...ByteCount(bytes: 1 << 30)).bytes)
    }
    try reference.finish()
    laneArea = try section.area("laneArea", in: Costs.areas)
    if hasGlobalBuffer || section.contains("bufferAreaPerKiB") {
      bufferAreaPerKiB = try section.area("bufferAreaPerKiB", in: Costs.areas)
    }
    dramAreaPerGib = try section.area("dramAreaPerGib", in: Costs.areas)
    try section.finish()
  }
}

extension System {
  /// A quantity of the design point with its value at the reference of the costs.
  private struct Varied {
    /// The key of the reference.
    let key: String
    let here: String
    let reference: String

    init(_ key: String, _ here: some CustomStringConvertible, _ reference: some CustomStringConvertible) {
      (self.key, self.here, self.reference) = (key, here.description, reference.description)
    }
  }

  /// Checks that the constants of the document and the costs go together.
  ///
  /// - Parameter section: the root of the system.
  /// - Throws: an error at the first constant that contradicts the costs.
  func checkCosts(_ section: inout Section) throws(ConfigurationError) {
    guard let costs else { return }
    var costsSection = try section.section("costs")
    if let asicCosts = costs.asic {
      var part = try costsSection.section("asic")
      let reference = try part.section("reference")
      let varied = [
        Varied("adders", asic.adders, asicCosts.adders),
        Varied("multipliers", asic.multipliers, asicCosts.multipliers),
        Varied("sram", ByteCount(bytes: Int64(asic.sramBytes)), ByteCount(bytes: Int64(asicCosts.sramBytes))),
      ]
      let clock = Varied(
        "clock", Picoseconds(asic.clockPicoseconds), Picoseconds(asicCosts.clockPicoseconds))
      let asicSection = try section.section("asic")
      let electricalSection = try section.section("electrical")
      try checkFigure("area", in: asicSection, varied, reference)
      try checkFigure("asicPower", in: electricalSection, varied + [clock], reference)
      try checkASIC(asicCosts, asicSection, part)
    }
    if let channel = costs.channel {
      var part = try costsSection.section("channel")
      let reference = try part.section("reference")
      let lanes = Varied("lanes", macUnit.lanes, channel.lanes)
      let banks = Varied("banks", organisation.banks, channel.banks)
      let buffer = Varied(
        "globalBuffer", ByteCount(bytes: Int64(globalBufferBytes)),
        ByteCount(bytes: Int64(channel.bufferBytes ?? globalBufferBytes)))
      let electricalSection = try section.section("electrical")
      try checkFigure("macPower", in: electricalSection, [lanes, banks], reference)
      try checkFigure("allBankFactor", in: electricalSection, [lanes], reference)
      try checkFigure("bufferWriteEnergy", in: electricalSection, [lanes, buffer], reference)
      try checkFigure("bufferReadEnergy", in: electricalSection, [lanes, buffer], reference)
      try checkPower(electrical.macPower, macPowerScale, of: "the MAC units of a channel", in: part)
    }
  }

  /// Checks a constant that is given for the reference of the costs.
  ///
  /// The constant and a reference of the same document belong together. A document that states the constant
  /// again, for a machine that is not the reference, might mean either of the two.
  private func checkFigure(
    _ key: String, in section: Section, _ varied: [Varied], _ reference: Section
  ) throws(ConfigurationError) {
    guard let mark = section.mark(of: key) else { return }
    for quantity in varied where quantity.here != quantity.reference {
      guard let given = reference.mark(of: quantity.key), given.origin != mark.origin else { continue }
      // `costs.asic.reference`, without what leads to the system.
      let path = ConfigurationPath(Array(reference.path.components.suffix(3)))
      throw ConfigurationError(
        mark: mark, path: section.path.appending(key), what: "contradicts the costs",
        found:
          "a machine with \(quantity.key) \(quantity.here), and \(path) with \(quantity.reference) at \(given)",
        expected:
          "no \(key) here if it follows from the costs, or \(path).\(quantity.key) beside it, which says "
          + "what it is given for")
    }
  }

  private func checkASIC(
    _ costs: Costs.ASIC, _ asicSection: Section, _ section: Section
  ) throws(ConfigurationError) {
    guard let stated = statedASICArea else { return }
    guard Costs.areas.contains(stated) else {
      throw asicSection.error(
        "area", "too large for costs", found: "\(stated)", expected: "at most \(Costs.areas.upperBound)")
    }
    let sram = Int128(costs.sramAreaPerKiB.squareMicrometres) * Int128(costs.sramBytes) / 1024
    guard sram < Int128(stated.squareMicrometres) else {
      throw section.error(
        "sramAreaPerKiB", "leaves no area for adders and multipliers",
        found:
          "\(Area(squareMicrometres: Int64(clamping: sram))) for the SRAM of the reference, and asic.area \(stated)",
        expected: "less than asic.area, which is that of the reference")
    }
    try checkPower(electrical.asicPower, asicStaticScale, of: "the ASIC", in: section)
  }

  private func checkPower(
    _ power: Power?, _ scale: DesignScale, of part: String, in section: Section
  ) throws(ConfigurationError) {
    guard let power else { return }
    guard Int128(power.nanowatts) * scale.numerator / scale.denominator <= Costs.mostNanowatts else {
      throw section.error(
        "reference", "too far from this machine", found: "more than 10 kW for \(part)",
        expected: "a reference that is more like this machine")
    }
  }
}
