internal import Synchronization

/// The kinds of operators; the raw value is the name in a report.
public enum OperatorKind: String, CaseIterable, Sendable, Hashable {
  case embedding, parameters, layerNorm, qkv, qkvSum, keyValueWrite, scores, softmax, context, contextSum
  case projection, projectionSum, ffnUp, gelu, ffnDown, ffnDownSum, finalNorm, lmHead, sampling, other

  /// The index in `allCases`. The switch avoids hashing the name, since every block needs the index.
  public var index: Int {
    switch self {
    case .embedding: 0
    case .parameters: 1
    case .layerNorm: 2
    case .qkv: 3
    case .qkvSum: 4
    case .keyValueWrite: 5
    case .scores: 6
    case .softmax: 7
    case .context: 8
    case .contextSum: 9
    case .projection: 10
    case .projectionSum: 11
    case .ffnUp: 12
    case .gelu: 13
    case .ffnDown: 14
    case .ffnDownSum: 15
    case .finalNorm: 16
    case .lmHead: 17
    case .sampling: 18
    case .other: 19
    }
  }
}

/// The place of a block in the model: position, layer, operator, and tile.
public struct BlockLabel: Hashable, Sendable {
  /// Position of the token in the sequence, from 0.
  public var position: Int
  /// Layer from 0, or -1 outside the layers.
  public var layer: Int
  /// The operator of the block.
  public var kind: OperatorKind
  /// Index of the block among the blocks (tiles) of the operator in one layer, from 0.
  public var part: Int

  /// A label; by default of the first block of its operator.
  public init(position: Int, layer: Int, kind: OperatorKind, part: Int = 0) {
    self.position = position
    self.layer = layer
    self.kind = kind
    self.part = part
  }
}

/// The instructions of one operator, or of a tile of it, with rows relative to a base. One template serves
/// every layer and token that repeats it.
public final class Template: Sendable {
  /// The equivalence class of a template in timing. Templates of equal shape hold the same channel
  /// instructions, except for addresses in ASIC SRAM and for lengths that end in the same burst, so they take
  /// the same time.
  public struct Shape: Hashable, Sendable {
    /// The operator of the template.
    public var kind: OperatorKind
    /// Numbers that distinguish the shapes of one kind.
    public var numbers: [Int]

    /// A shape of an operator with its numbers.
    public init(_ kind: OperatorKind, _ numbers: Int...) {
      self.kind = kind
      self.numbers = numbers
    }
  }

  /// A number that is unique in a program among templates that are run more than once.
  public let id: Int
  /// The shape; nil if no other template has the same timing.
  public let shape: Shape?
  private let lowering: @Sendable () -> [Instruction]
  private let lowered: Mutex<[Instruction]?>

  /// The instructions, lowered at the first call and kept.
  public var instructions: [Instruction] {
    lowered.withLock {
      if let known = $0 { return known }
      let new = lowering()
      $0 = new
      return new
    }
  }

  /// A template of given instructions, without a shape.
  public init(id: Int, instructions: [Instruction]) {
    self.id = id
    shape = nil
    lowering = { [] }
    lowered = Mutex(instructions)
  }

  /// A template that is lowered at the first use of its instructions.
  ///
  /// - Parameter lowering: makes the instructions; the same ones in every call.
  public init(id: Int, shape: Shape, lowering: @escaping @Sendable () -> [Instruction]) {
    self.id = id
    self.shape = shape
    self.lowering = lowering
    lowered = Mutex(nil)
  }
}

/// One operator, or a tile of it, in a run: a template with its row offset and label. Under the serial
/// schedule a block starts when the previous block is complete.
public struct Block: Sendable {
  /// The instructions, with rows relative to `rowOffset`.
  public let template: Template
  /// The number that is added to the row of every instruction that names a row.
  public let rowOffset: Int32
  /// The place of the block in the model.
  public let label: BlockLabel
  /// Lines of the host's trace for each instruction: the instruction's own line and the lines without an
  /// instruction before it; 0 for a further instruction of the same line. Empty if every instruction is one
  /// line, and in a program of the ASIC.
  public let lines: [Int32]

  /// A block with the given properties.
  ///
  /// - Parameter lines: one number for each instruction of the template, or none.
  public init(template: Template, rowOffset: Int32, label: BlockLabel, lines: [Int32] = []) {
    self.template = template
    self.rowOffset = rowOffset
    self.label = label
    self.lines = lines
  }
}

/// A source of blocks in program order, such as a compiled model or a trace file. The blocks are made as they
/// are asked for, so a run is never held as a whole.
public protocol BlockSource {
  /// True for a program of a host, whose lines pass the front end of the host (`System.HostQueue`); false for
  /// a program of the ASIC's own controller. The division of a host's program into blocks has no effect on
  /// time.
  var isFromHost: Bool { get }

  /// The next blocks, as many as one sequence describes, or nil at the end. A `BlockCursor` iterates over
  /// single blocks.
  ///
  /// - Throws: an error of the source, such as a malformed trace.
  mutating func nextSequence() throws -> BlockSequence?
}

extension BlockSource {
  /// False, unless the source says otherwise.
  public var isFromHost: Bool { false }
}
