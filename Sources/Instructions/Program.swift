/// The kinds of operators, as a report names them.
public enum OperatorKind: String, CaseIterable, Sendable, Hashable {
  case embedding, parameters, layerNorm, qkv, qkvSum, keyValueWrite, scores, softmax, context, contextSum
  case projection, projectionSum, ffnUp, gelu, ffnDown, ffnDownSum, finalNorm, lmHead, sampling, other
}

/// Where in the model a block of instructions belongs.
public struct BlockLabel: Hashable, Sendable {
  /// Position of the token in the sequence, from 0.
  public var position: Int
  /// Layer from 0, or -1 outside the layers.
  public var layer: Int
  public var kind: OperatorKind
  /// Counts the blocks of the same operator in one layer (tiles), from 0.
  public var part: Int

  public init(position: Int, layer: Int, kind: OperatorKind, part: Int = 0) {
    self.position = position
    self.layer = layer
    self.kind = kind
    self.part = part
  }
}

/// The instructions of one operator (or one tile of it), with rows relative to a base: what repeats from layer to layer
/// and from token to token is described once.
public final class Template: Sendable {
  /// Unique in a program among templates that are run again.
  public let id: Int
  public let instructions: [Instruction]

  public init(id: Int, instructions: [Instruction]) {
    self.id = id
    self.instructions = instructions
  }
}

/// One operator (or tile) as it runs: a template, moved to its rows. Under the serial schedule a block starts when
/// the one before it is complete.
public struct Block: Sendable {
  public let template: Template
  /// Added to the row of every instruction that names one.
  public let rowOffset: Int32
  public let label: BlockLabel
  /// The block was cut within bank accesses that stand next to each other: those at its end and those at the start of the next block
  /// are scheduled together. They have no operands in ASIC SRAM, and the schedule is not the serial one.
  public let isContinued: Bool

  public init(template: Template, rowOffset: Int32, label: BlockLabel, isContinued: Bool = false) {
    self.template = template
    self.rowOffset = rowOffset
    self.label = label
    self.isContinued = isContinued
  }
}

/// A source of blocks in program order: a compiled model, or a trace that is being read. Never the whole run at once.
public protocol BlockSource {
  /// The next block, or nil at the end. Errors: a malformed trace.
  mutating func next() throws -> Block?
}
