public import PIMMapping
public import PIMNumerics

/// A result that differs from Reference A.
public struct Mismatch: Sendable, Hashable, CustomStringConvertible {
  /// The first instruction in program order that left a wrong value behind, or that should have written a
  /// value and did not.
  public var site: InstructionSite
  /// Channel, bank and first cell that a product was read from, or the cell that was written; nil for an
  /// instruction of the ASIC.
  public var location: CellLocation?
  /// The contents of that place, in words.
  public var content: String?
  /// The name of the result.
  public var result: String
  /// The index of the element in the result.
  public var element: Int
  /// Address in SRAM; nil for a result in cells.
  public var address: Int?
  /// The value of the machine.
  public var found: BFloat16
  /// The value of Reference A.
  public var expected: BFloat16
  /// Number of the block's elements that differ.
  public var differences: Int

  /// The message for the user.
  public var description: String {
    var text = "\(site): \(result) [\(element)]"
    if let address { text += " at SRAM element \(address)" }
    if let location { text += ", from \(location)" }
    if let content { text += " (\(content))" }
    return text
      + ": found \(Mismatch.text(found)), expected \(Mismatch.text(expected)) (0x\(hexadecimal(found)), 0x\(hexadecimal(expected)))"
      + (differences > 1 ? "; \(differences) elements differ" : "")
  }

  /// The value without the bits of a NaN, which the message adds in hexadecimal.
  private static func text(_ value: BFloat16) -> String { value.isNaN ? "nan" : "\(value)" }

  private func hexadecimal(_ value: BFloat16) -> String { String(value.bitPattern, radix: 16) }
}
