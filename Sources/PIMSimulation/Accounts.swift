public import PIMInstructions

/// The time of a run on the critical path, by layer, by operator within a layer, and by token.
///
/// Blocks of one layer, and of one token, are consecutive. Their time is the movement of the frontier and of
/// its ledger from the first of these blocks to the last.
@usableFromInline package struct Accounts {
  @usableFromInline let kinds = OperatorKind.allCases.count

  /// Time by layer, then by operator.
  @usableFromInline var times: [Int64] = []
  private var layers: [Ledger] = []
  private var tokens: [SimulationResult.TokenTime] = []
  @usableFromInline package internal(set) var blocks: Int64 = 0

  /// The current layer and position; `none` before the first block.
  @usableFromInline var layer = none
  @usableFromInline var position = none
  private static let none = Int.min
  private var layerStart = Ledger()
  private var tokenStart: Int64 = 0

  /// True if a block belongs to the current layer and token.
  @inlinable @inline(__always)
  package func goOn(with label: BlockLabel) -> Bool { label.layer == layer && label.position == position }

  /// Begins another layer or token at the frontier.
  package mutating func change(to label: BlockLabel, at frontier: PathPoint) {
    if label.layer != layer {
      closeLayer(at: frontier)
      layer = label.layer
      while layers.count <= layer + 1 {
        layers.append(Ledger())
        times += Array(repeating: 0, count: kinds)
      }
    }
    if label.position != position {
      closeToken(at: frontier)
      position = label.position
    }
  }

  /// Counts a block that moved the frontier by `time`.
  @inlinable @inline(__always)
  package mutating func end(_ kind: OperatorKind, layer: Int, time: Int64) {
    blocks += 1
    times[(layer + 1) * kinds + kind.index] += time
  }

  /// Adds time by which blocks that have been counted moved the frontier later.
  package mutating func add(_ kind: OperatorKind, layer: Int, time: Int64) {
    times[(layer + 1) * kinds + kind.index] += time
  }

  private mutating func closeLayer(at frontier: PathPoint) {
    if layer != Self.none { layers[layer + 1].add(frontier.ledger, since: layerStart) }
    layerStart = frontier.ledger
  }

  private mutating func closeToken(at frontier: PathPoint) {
    if position != Self.none {
      tokens.append(SimulationResult.TokenTime(position: position, time: frontier.time - tokenStart))
    }
    tokenStart = frontier.time
  }

  /// Stores the accounts in the result at the end of a run.
  package mutating func close(at frontier: PathPoint, into result: inout SimulationResult) {
    closeLayer(at: frontier)
    closeToken(at: frontier)
    layer = Self.none
    position = Self.none
    result.blocks = blocks
    result.layers = layers
    result.tokens = tokens
    result.layerOperators = layers.indices.map { Array(times[$0 * kinds..<($0 + 1) * kinds]) }
  }
}
