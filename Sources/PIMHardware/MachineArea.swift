package import PIMConfiguration

/// The silicon area of a machine by part; nil for a part that is not known.
package struct MachineArea: Sendable, Hashable {
  /// The ASIC.
  package var asic: Area?
  /// The DRAM of all channels, without MAC units and global buffers.
  package var dram: Area?
  /// The MAC units of all channels; 0 without MAC units.
  package var macUnits: Area?
  /// The global buffers of all channels; 0 without global buffers.
  package var globalBuffers: Area?

  /// Creates an area from its parts.
  package init(asic: Area? = nil, dram: Area? = nil, macUnits: Area? = nil, globalBuffers: Area? = nil) {
    (self.asic, self.dram, self.macUnits, self.globalBuffers) = (asic, dram, macUnits, globalBuffers)
  }

  /// The sum of the parts; nil if one is not known.
  package var total: Area? {
    guard let asic, let dram, let macUnits, let globalBuffers else { return nil }
    let sum = [asic, dram, macUnits, globalBuffers].reduce(Int128(0)) { $0 + Int128($1.squareMicrometres) }
    return Area(squareMicrometres: Int64(clamping: sum))
  }
}

extension System {
  /// The area of the machine. Parts are rounded to whole square micrometres.
  ///
  /// The ASIC's is `asic.area` at the reference of its costs. There the SRAM has its own area, and adders and
  /// multipliers share the rest.
  package var area: MachineArea {
    var area = MachineArea(asic: asicArea)
    guard let costs = costs?.channel else { return area }
    let channels = Int128(organisation.channels)
    area.dram = Self.area(
      Int128(costs.dramAreaPerGib.squareMicrometres) * channels * Int128(organisation.channelBytes),
      over: 1 << 27)
    let lanes = hasMACUnits ? channels * Int128(organisation.banks * macUnit.lanes) : 0
    area.macUnits = Self.area(Int128(costs.laneArea.squareMicrometres) * lanes, over: 1)
    if !hasGlobalBuffer {
      area.globalBuffers = .zero
    } else if let perKiB = costs.bufferAreaPerKiB {
      area.globalBuffers = Self.area(
        Int128(perKiB.squareMicrometres) * channels * Int128(globalBufferBytes), over: 1024)
    }
    return area
  }

  /// The area of the ASIC; nil if the document does not state one.
  package var asicArea: Area? {
    guard let stated = statedASICArea, let costs = costs?.asic else { return statedASICArea }
    let whole = Int128(stated.squareMicrometres)
    let perKiB = Int128(costs.sramAreaPerKiB.squareMicrometres)
    // All in 1/1024 µm²; the reference's logic has what its SRAM leaves.
    let logic = whole * 1024 - perKiB * Int128(costs.sramBytes)
    let units = costs.adderEquivalents(adders: asic.adders, multipliers: asic.multipliers)
    let reference = costs.adderEquivalents(adders: costs.adders, multipliers: costs.multipliers)
    return Self.area(
      logic * units + perKiB * Int128(asic.sramBytes) * reference, over: 1024 * reference)
  }

  /// `a / b` square micrometres, rounded to nearest; the largest `Area` if there are more.
  private static func area(_ a: Int128, over b: Int128) -> Area {
    Area(squareMicrometres: Int64(clamping: (a + b / 2) / b))
  }
}

extension Costs.ASIC {
  /// The area of adders and multipliers as a number of adders, in billionths.
  func adderEquivalents(adders: Int, multipliers: Int) -> Int128 {
    Int128(adders) * 1_000_000_000 + Int128(multipliers) * Int128(multiplierAreaRatio.billionths)
  }
}
