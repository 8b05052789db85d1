extension System {
  /// The size of the DRAM, in bytes.
  package var capacityBytes: Int { organisation.channels * organisation.channelBytes }

  /// The peak bandwidth of all links together, in bytes a second.
  package var linkBytesPerSecond: Double {
    Double(organisation.channels * link.pins) * Double(link.bitsPerSecondPerPin) / 8
  }

  /// The bytes that the MAC units of all banks read in a second while no row is opened; nil without MACs of
  /// all banks.
  package var bankBytesPerSecond: Double? {
    guard has(.MAC16) else { return nil }
    let burst = organisation.channels * organisation.banks * organisation.burstBytes
    return Double(burst) / Double(repeatPicoseconds(.MAC16)) * 1e12
  }
}
