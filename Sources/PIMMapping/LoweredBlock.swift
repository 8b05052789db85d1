import PIMInstructions

/// One operator or tile, before it becomes a template.
struct LoweredBlock {
  var kind: OperatorKind
  var part: Int
  /// What its time depends on, where other positions have blocks of the same.
  var shape: Template.Shape?
  /// Its rows are those of the layer after the one that it is worked in.
  var isForNextLayer = false
  private var lowering: @Sendable () -> [Instruction]

  var instructions: [Instruction] { lowering() }

  init(_ kind: OperatorKind, part: Int = 0, _ instructions: [Instruction]) {
    self.kind = kind
    self.part = part
    lowering = { instructions }
  }

  /// A block whose instructions are made when they are asked for.
  init(_ shape: Template.Shape, part: Int, lowering: @escaping @Sendable () -> [Instruction]) {
    kind = shape.kind
    self.part = part
    self.shape = shape
    self.lowering = lowering
  }

  /// The same block with rows opened as the policy says.
  func openingRows(_ policy: MappingPolicy, geometry: Geometry) -> LoweredBlock {
    if policy.rowOpening == .onDemand { return self }
    var block = self
    let lowering = lowering
    block.lowering = { geometry.openingRowsAhead(lowering()) }
    return block
  }

  func template(number: inout Int) -> BlockSequence.Element {
    defer { number += 1 }
    let template =
      shape.map { Template(id: number, shape: $0, lowering: lowering) }
      ?? Template(id: number, instructions: instructions)
    return BlockSequence.Element(template: template, kind: kind, part: part, isForNextLayer: isForNextLayer)
  }
}

/// Steps of a token, in order: what the live ranges of SRAM buffers are counted in.
enum Step {
  static let embedding = 0
  static let norm1 = 1
  static let qkv = 2
  static let qkvSum = 3
  static let keyValueWrite = 4
  static let scores = 5
  static let context = 7
  static let contextSum = 8
  static let projection = 9
  static let projectionSum = 10
  static let norm2 = 11
  static let ffnUp = 12
  static let gelu = 13
  static let ffnDown = 14
  static let ffnDownSum = 15
  static let finalNorm = 16
  static let lmHead = 17
  static let sampling = 18

  /// The steps in which a node of the graph works.
  static func range(of node: String) -> ClosedRange<Int> {
    switch node {
    case "ln_1": norm1...norm1
    case "attn.c_attn": qkv...qkvSum
    case "attn.c_proj": projection...projectionSum
    case "ln_2": norm2...norm2
    case "mlp.c_fc": ffnUp...gelu
    case "mlp.c_proj": ffnDown...ffnDownSum
    case "ln_f": finalNorm...finalNorm
    case "lm_head": lmHead...sampling
    default: preconditionFailure("no steps are known for \(node)")
    }
  }
}
