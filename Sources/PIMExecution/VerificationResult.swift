public import PIMInstructions
public import PIMMapping
public import PIMNumerics

/// A result that is not what Reference A says.
public struct Mismatch: Sendable, Hashable, CustomStringConvertible {
  /// The first instruction in program order that left a wrong value behind, or that should have written one and did not.
  public var site: InstructionSite
  /// Channel, bank and first cell that a product was read from, or the cell that was written; nil for an instruction of
  /// the ASIC.
  public var location: CellLocation?
  /// What lies at that place, in words.
  public var content: String?
  /// Which result it is, and which element of it.
  public var result: String
  public var element: Int
  /// Place in SRAM, where the result is there.
  public var address: Int?
  public var found: BFloat16
  public var expected: BFloat16
  /// Elements of the block that differ.
  public var differences: Int

  public var description: String {
    var text = "\(site): \(result) [\(element)]"
    if let address { text += " at SRAM element \(address)" }
    if let location { text += ", from \(location)" }
    if let content { text += " (\(content))" }
    return text
      + ": found \(Mismatch.text(found)), expected \(Mismatch.text(expected)) (0x\(hexadecimal(found)), 0x\(hexadecimal(expected)))"
      + (differences > 1 ? "; \(differences) elements differ" : "")
  }

  /// Without the bits of a NaN, which follow in hexadecimal.
  private static func text(_ value: BFloat16) -> String { value.isNaN ? "nan" : "\(value)" }

  private func hexadecimal(_ value: BFloat16) -> String { String(value.bitPattern, radix: 16) }
}

/// Why a program is not right.
public enum VerificationFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// It cannot be executed.
  case execution(ExecutionError, content: String?)
  /// A result differs.
  case mismatch(Mismatch)
  /// It does not have the blocks that the model has.
  case structure(found: String, expected: String, traceLine: InstructionSite.TraceLine?)
  /// It writes more cells than it should, or fewer.
  case cellWrites(BlockLabel, found: Int, expected: Int, traceLine: InstructionSite.TraceLine?)
  /// The model's own values leave what the arithmetic holds; nothing is said of the program.
  case notFinite(NonFiniteValue)

  public var description: String {
    switch self {
    case .execution(let error, let content): return "\(error)" + (content.map { " (\($0))" } ?? "")
    case .mismatch(let mismatch): return "\(mismatch)"
    case .notFinite(let value): return "\(value)"
    case .structure(let found, let expected, let line):
      return (line.map { "\($0.file):\($0.line): " } ?? "") + "found \(found), expected \(expected)"
    case .cellWrites(let label, let found, let expected, let line):
      return (line.map { "\($0.file):\($0.line): " } ?? "")
        + "position \(label.position) layer \(label.layer) \(label.kind.rawValue): \(found) elements were written to cells, "
        + "expected \(expected)"
    }
  }
}

/// What a verification has found.
public struct VerificationResult: Sendable {
  /// Positions that were executed and compared, whole ones.
  public var positions = 0
  public var blocks = 0
  public var instructions = 0
  /// Elements that were compared with Reference A and are equal to the bit.
  public var elementsCompared = 0
  /// Why the verification failed; nil if everything agrees.
  public var failure: VerificationFailure?
  /// Logits against Reference B, where the run has an LM head.
  public var logits: Divergence?
  /// The last residual stream of each position against Reference B.
  public var maximumHiddenDifference = 0.0
  public var meanHiddenDifference = 0.0
  /// The argmax at each position that has one.
  public var choices: [Int] = []

  public var passed: Bool { failure == nil }
  public init() {}
}
