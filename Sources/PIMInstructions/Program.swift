internal import Synchronization

/// The kinds of operators, as a report names them.
public enum OperatorKind: String, CaseIterable, Sendable, Hashable {
  case embedding, parameters, layerNorm, qkv, qkvSum, keyValueWrite, scores, softmax, context, contextSum
  case projection, projectionSum, ffnUp, gelu, ffnDown, ffnDownSum, finalNorm, lmHead, sampling, other

  /// The place in `allCases`, without hashing the name: asked for every block.
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

/// The instructions of one operator (or one tile of it), with rows relative to a base: what repeats from
/// layer to layer and from token to token is described once.
public final class Template: Sendable {
  /// What a template asks of channels, as far as their time depends on it. Templates of equal shape hold the
  /// same channel instructions but for addresses in ASIC SRAM and for lengths that end in the same burst, so
  /// they take the same time.
  public struct Shape: Hashable, Sendable {
    public var kind: OperatorKind
    /// Numbers that tell the shapes of a kind apart.
    public var numbers: [Int]

    public init(_ kind: OperatorKind, _ numbers: Int...) {
      self.kind = kind
      self.numbers = numbers
    }
  }

  /// Unique in a program among templates that are run again.
  public let id: Int
  /// Nil if the template is like no other.
  public let shape: Shape?
  private let lowering: @Sendable () -> [Instruction]
  private let lowered: Mutex<[Instruction]?>

  /// The instructions, lowered when they are first asked for.
  public var instructions: [Instruction] {
    lowered.withLock {
      if let known = $0 { return known }
      let new = lowering()
      $0 = new
      return new
    }
  }

  public init(id: Int, instructions: [Instruction]) {
    self.id = id
    shape = nil
    lowering = { [] }
    lowered = Mutex(instructions)
  }

  /// - Parameter lowering: makes the instructions; the same each time.
  public init(id: Int, shape: Shape, lowering: @escaping @Sendable () -> [Instruction]) {
    self.id = id
    self.shape = shape
    self.lowering = lowering
    lowered = Mutex(nil)
  }
}

/// One operator (or tile) as it runs: a template, moved to its rows. Under the serial schedule a block starts
/// when the one before it is complete.
public struct Block: Sendable {
  public let template: Template
  /// Added to the row of every instruction that names one.
  public let rowOffset: Int32
  public let label: BlockLabel
  /// Lines of the host's trace that each instruction takes, those since the instruction before that are none
  /// included; 0 for a further instruction of the same line. Empty where every instruction is one line, and
  /// in a program of the ASIC.
  public let lines: [Int32]

  /// - Parameter lines: one number for each instruction of the template, or none.
  public init(template: Template, rowOffset: Int32, label: BlockLabel, lines: [Int32] = []) {
    self.template = template
    self.rowOffset = rowOffset
    self.label = label
    self.lines = lines
  }
}

/// A source of blocks in program order: a compiled model, or a trace that is being read. Never the whole run
/// at once.
public protocol BlockSource {
  /// Whether the program is a host's, line by line, that goes through the host's front end
  /// (`System.HostQueue`); otherwise it is one of the ASIC's own controller. Where a host's program is cut
  /// into blocks changes nothing.
  var isFromHost: Bool { get }

  /// The next blocks, as many as are described together, or nil at the end. A `BlockCursor` goes through them
  /// block by block.
  ///
  /// Errors: a malformed trace.
  mutating func nextSequence() throws -> BlockSequence?
}

extension BlockSource {
  public var isFromHost: Bool { false }
}
