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
