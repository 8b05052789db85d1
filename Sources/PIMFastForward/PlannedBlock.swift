internal import PIMInstructions
internal import PIMSimulation

/// What has to be known of a block to look it up: no references.
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
