/// ASIC SRAM through which weights stream, if channels have no MAC units. Channels fill one half while the
/// ASIC multiplies the contents of the other.
struct StreamBuffer: Sendable, Hashable {
  /// Address of the first element; the second half follows the first.
  var address: Int32
  var halfElements: Int

  /// Elements of a half; both halves together take half of the SRAM.
  static func halfElements(sramBytes: Int) -> Int {
    sramBytes / 2 / 2 / 2 / SRAMPlan.alignment * SRAMPlan.alignment
  }
}
