internal import PIMInstructions

/// The properties of a block that a look-up needs; no references.
struct PlannedBlock {
  let key: BlockMemo.BlockKey
  let kind: OperatorKind
  let isForNextLayer: Bool

  init(_ element: BlockSequence.Element, key: BlockMemo.BlockKey) {
    self.key = key
    kind = element.kind
    isForNextLayer = element.isForNextLayer
  }
}
