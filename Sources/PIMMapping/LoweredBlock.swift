import PIMInstructions

/// The instructions of one operator or tile, before they become a template.
struct LoweredBlock {
  var kind: OperatorKind
  var part: Int
  /// The memo key of the block's time, if other positions have blocks of the same time.
  var shape: Template.Shape?
  /// Numbers that, with the shape, determine the granules of SRAM that the instructions touch.
  private var places: [Int] = []
  /// True if the block's rows are those of the layer after the one that executes it.
  var isForNextLayer = false
  private var lowering: @Sendable () -> [Instruction]

  var instructions: [Instruction] { lowering() }

  init(_ kind: OperatorKind, part: Int = 0, _ instructions: [Instruction]) {
    self.kind = kind
    self.part = part
    lowering = { instructions }
  }

  /// Creates a block whose instructions are lowered on demand.
  init(_ shape: Template.Shape, part: Int, places: [Int], lowering: @escaping @Sendable () -> [Instruction]) {
    kind = shape.kind
    self.part = part
    self.shape = shape
    self.places = places
    self.lowering = lowering
  }

  /// The same block with rows opened under the policy.
  func openingRows(_ policy: MappingPolicy, geometry: Geometry) -> LoweredBlock {
    if policy.rowOpening(of: kind) == .onDemand { return self }
    var block = self
    let lowering = lowering
    block.lowering = { geometry.openingRowsAhead(lowering()) }
    return block
  }

  func template(number: inout Int) -> BlockSequence.Element {
    defer { number += 1 }
    let template =
      shape.map { Template(id: number, shape: $0, places: places, lowering: lowering) }
      ?? Template(id: number, instructions: instructions)
    return BlockSequence.Element(template: template, kind: kind, part: part, isForNextLayer: isForNextLayer)
  }
}
