internal import PIMInstructions
internal import PIMMapping
internal import PIMNumerics
internal import PIMWorkload

/// Computes the expected results of a program block by block, with Reference A.
///
/// The blocks of the compiled model define how an operator's results are divided and where they are stored.
/// Values come only from the reference.
struct ResultOracle: ~Copyable {
  let compiled: CompiledModel
  var reference: HardwareReference
  private let keys: [Placement]
  private let values: [Placement]
  /// Number of nodes of the current layer, or of the suffix, that the reference has computed.
  private var nodesDone = 0
  private var layer = -2

  init(_ compiled: CompiledModel, reference: consuming HardwareReference) {
    self.compiled = compiled
    self.reference = reference
    func caches(_ kind: Placement.Kind) -> [Placement] {
      compiled.memory.placements.filter { $0.kind == kind }
    }
    keys = caches(.keyCache)
    values = caches(.valueCache)
  }

  mutating func begin(_ input: HardwareReference.Input, position: Int) {
    reference.begin(input, position: position)
    layer = -2
  }

  /// Computes the nodes of the label's layer, or of the suffix, up to the first that fits. Returns that node.
  @discardableResult
  private mutating func advance(
    of label: BlockLabel, to isLast: (OperatorRole) -> Bool
  ) -> GraphNode {
    if label.layer != layer {
      layer = label.layer
      nodesDone = 0
    }
    let nodes = label.layer >= 0 ? reference.graph.layer : reference.graph.suffix
    guard let index = nodes.firstIndex(where: { isLast($0.role) }) else {
      preconditionFailure("the graph has an operator of \(label.kind)")
    }
    while nodesDone <= index {
      reference.evaluate(nodes[nodesDone], layer: label.layer >= 0 ? label.layer : nil)
      nodesDone += 1
    }
    return nodes[index]
  }

  private mutating func advance(to role: NormRole, of label: BlockLabel) -> GraphNode {
    advance(of: label) { if case .norm(role, _) = $0 { true } else { false } }
  }

  private mutating func advance(to role: ProductRole, of label: BlockLabel) -> GraphNode {
    advance(of: label) { $0 == .product(role) }
  }

  /// The expected results of a block. Blocks must be passed in order.
  mutating func results(of block: Block) -> ExpectedResults {
    let label = block.label
    switch label.kind {
    case .embedding: return embedding(block)
    case .parameters, .other: return ExpectedResults()
    case .layerNorm: return normed(label.part == 0 ? .attention : .feedForward, label)
    case .finalNorm: return normed(.final, label)
    case .qkv: return product(.queryKeyValue, block)
    case .projection: return product(.projection, block)
    case .ffnUp: return product(.feedForwardUp, block)
    case .ffnDown: return product(.feedForwardDown, block)
    case .lmHead: return product(.head, block)
    case .qkvSum: return qkv(block)
    case .projectionSum: return sum(advance(to: .projection, of: label), block)
    case .ffnDownSum: return sum(advance(to: .feedForwardDown, of: label), block)
    case .gelu:
      return activation(block)
    case .keyValueWrite: return cacheWrites(label)
    case .scores: return scores(block)
    case .softmax: return softmax(block)
    case .context: return context(block)
    case .contextSum: return contextSum(block)
    case .sampling: return sampling(block)
    }
  }

  // MARK: Operators

  /// Rows of tables in the first block, the embedding in the second, and its norm in the last.
  private mutating func embedding(_ block: Block) -> ExpectedResults {
    if block.label.part == 2 { reference.finishPrefix() }
    guard block.label.part == 0 else { return whole(.hidden) }
    var results = ExpectedResults()
    let tables: [BufferID] = [.tokenRow, .positionRow, .rotation, .slopes]
    let hasRow = compiled.run.embedding && compiled.graph.has(.tokenRow)
    for id in tables where compiled.graph.has(id) {
      if hasRow || id == .rotation || id == .slopes { results = results + whole(id) }
    }
    // A row that needs no function is read to its place.
    return compiled.run.embedding && !hasRow ? results + whole(.hidden) : results
  }

  /// The part of the feed-forward part's inner vector that a block leaves. The gate's part is activated, or,
  /// if the block has the other factors as well, multiplied.
  private mutating func activation(_ block: Block) -> ExpectedResults {
    let node = advance(of: block.label) { if case .activation = $0 { true } else { false } }
    guard case .activation(_, let isGated) = node.role, isGated else { return sum(node, block) }
    let (final, inner) = (reference.values[node.output]!, reference.values[node.output]!.count)
    let start = address(node.output)
    var results = ExpectedResults()
    for instruction in block.template.instructions {
      let first = Int(instruction.address) - start
      let range = first..<first + Int(instruction.length)
      switch instruction.opcode {
      case .MULTIPLY:
        results.add(Int(instruction.address), Array(final[range]), compiled.graph[node.output].name, first)
      case .SUM:
        // Of the sums, those that no later instruction of the block replaces.
        let factors = range.clamped(to: inner..<2 * inner)
        results.add(
          start + factors.lowerBound, Array(reference.gateAndUp[factors]), "\(node.name) factors",
          factors.lowerBound)
      default:
        let isMultiplied = block.template.instructions.contains {
          $0.opcode == .MULTIPLY && Int($0.address) < Int(instruction.address) + range.count
            && Int(instruction.address) < Int($0.address) + Int($0.length)
        }
        if !isMultiplied {
          results.add(
            Int(instruction.address), Array(reference.activated[range]), "\(node.name) gate", first)
        }
      }
    }
    results.stretches.removeAll { $0.values.isEmpty }
    return results
  }

  private func address(_ buffer: BufferID) -> Int { Int(compiled.sram.address(of: buffer)!) }

  private func whole(_ buffer: BufferID) -> ExpectedResults {
    ExpectedResults(stretches: [
      .init(
        address: address(buffer), values: reference.values[buffer]!, name: compiled.graph[buffer].name)
    ])
  }

  private mutating func normed(_ role: NormRole, _ label: BlockLabel) -> ExpectedResults {
    whole(advance(to: role, of: label).output)
  }

  /// The range from the first to the last element of SRAM that the block writes, without the weights that the
  /// ASIC multiplies with.
  private func extent(of block: Block) -> Range<Int> {
    var (first, end) = (Int.max, 0)
    let instructions = block.template.instructions
    let streams = instructions.contains { $0.opcode == .VMM }
    for instruction in instructions where !streams || instruction.opcode != .RD_SBK {
      instruction.forEachWrite { range in
        first = min(first, Int(range.start))
        end = max(end, Int(range.start) + Int(range.count))
      }
    }
    return first..<end
  }

  /// The results of a part of a product: outputs of some chunks of inputs.
  private mutating func product(_ role: ProductRole, _ block: Block) -> ExpectedResults {
    let node = advance(to: role, of: block.label)
    let chunks = reference.partials[role]!
    return ExpectedResults(
      stretches: compiled.results(of: role, output: node.output, part: block.label.part).map {
        .init(
          address: $0.address, values: Array(chunks[$0.chunk][$0.outputs]),
          name: chunks.count == 1 ? "\(node.name) product" : "\(node.name) product, chunk \($0.chunk)",
          firstElement: $0.outputs.lowerBound)
      })
  }

  /// A part of the output of a node that has been computed.
  private func sum(_ node: GraphNode, _ block: Block) -> ExpectedResults {
    let extent = extent(of: block)
    let first = extent.lowerBound - address(node.output)
    return ExpectedResults(
      stretches: [
        .init(
          address: extent.lowerBound,
          values: Array(reference.values[node.output]![first..<first + extent.count]),
          name: compiled.graph[node.output].name, firstElement: first)
      ])
  }

  /// The query, key and value of a part. The part that completes the query finishes it: norm, rotation,
  /// scale; and the part that completes the key finishes that. What is not finished is as the product left
  /// it.
  private mutating func qkv(_ block: Block) -> ExpectedResults {
    let node = advance(to: .queryKeyValue, of: block.label)
    let buffer = address(node.output)
    let model = compiled.model
    let (queries, keys) = (model.attentionWidth, model.keyValueWidth)
    let finishes = block.template.instructions.filter { $0.opcode != .SUM }.map { Int($0.address) - buffer }
    var values = reference.queryKeyValue
    if !finishes.isEmpty {
      advanceToScores(block.label)
      if finishes.contains(where: { $0 < queries }) { values.replaceSubrange(..<queries, with: reference.query) }
      if finishes.contains(where: { $0 >= queries }) {
        let own = queries..<queries + keys
        values.replaceSubrange(own, with: reference.values[node.output]![own])
      }
    }
    let extent = extent(of: block)
    let own = extent.lowerBound - buffer..<extent.upperBound - buffer
    return ExpectedResults(
      stretches: [
        .init(
          address: extent.lowerBound, values: Array(values[own]), name: compiled.graph[node.output].name,
          firstElement: own.lowerBound)
      ])
  }

  @discardableResult
  private mutating func advanceToScores(_ label: BlockLabel) -> GraphNode {
    advance(of: label) { if case .scores = $0 { true } else { false } }
  }

  private mutating func cacheWrites(_ label: BlockLabel) -> ExpectedResults {
    let node = advance(of: label) { $0 == .valueWrite }
    let (queries, width) = (compiled.model.attentionWidth, compiled.model.keyValueWidth)
    let row = compiled.graph.attention[label.layer].row(position: label.position)
    let qkv = reference.values[node.inputs[0]]!
    var caches = [(keys, queries), (values, queries + width)]
    // Under `attention: pipelined`, keys and values are two parts.
    let tokens = compiled.graph.attention[label.layer].tokens(position: label.position)
    if compiled.policy.attention(tokens: tokens) == .pipelined { caches = [caches[label.part]] }
    var results = ExpectedResults(cellWrites: caches.count * width)
    for (placements, offset) in caches {
      let placement = placements[label.layer]
      for feature in 0..<width {
        results.cells.append(
          .init(
            location: placement.location(row, feature), value: qkv[offset + feature],
            name: placement.title, element: feature))
      }
    }
    return results
  }

  /// The tile of tokens and the group of heads of an attention block.
  private func place(of label: BlockLabel) -> (tile: Int, group: Int) {
    let (group, tile) = label.part.quotientAndRemainder(dividingBy: reference.heads[0].count)
    return (tile, group)
  }

  /// Elements from the scores of one head, or of one piece of it, to the next.
  private func scoreRow(tokens: Int, pieces: Int, tiles: Int) -> Int {
    // The scoreboard follows SRAM in granules of 16 elements.
    let aligned = (tokens + 15) / 16 * 16
    let hasRoom = 2 * aligned * pieces <= compiled.policy.scoreBufferBytes
    return compiled.policy.scoreRows == .aligned && tiles == 1 && hasRoom ? aligned : tokens
  }

  private mutating func scores(_ block: Block) -> ExpectedResults {
    advanceToScores(block.label)
    let (tile, group) = place(of: block.label)
    let extent = extent(of: block)
    let firstHead = group == 0 ? 0 : headsOfGroup[group - 1]!.upperBound
    let first = reference.heads[firstHead][tile].scores
    let tokens = first[0].count
    let row = scoreRow(tokens: tokens, pieces: first.count, tiles: reference.heads[firstHead].count)
    // The block has a vector of scores for each head and piece.
    let rows = (extent.count - tokens) / row + 1
    let heads = firstHead..<firstHead + rows / first.count
    headsOfGroup[group] = heads
    var results = ExpectedResults()
    for (index, head) in heads.enumerated() {
      for (piece, scores) in reference.heads[head][tile].scores.enumerated() {
        results.add(
          extent.lowerBound + (piece * heads.count + index) * row, scores, "scores of head \(head)")
      }
    }
    return results
  }

  private mutating func softmax(_ block: Block) -> ExpectedResults {
    advance(of: block.label) { $0 == .context }
    let (tile, group) = place(of: block.label)
    let softmax = block.template.instructions.first { [.SOFTMAX, .SOFTMAX_TILE].contains($0.opcode) }
    var results = ExpectedResults()
    for (index, head) in headsOfGroup[group]!.enumerated() {
      let result = reference.heads[head][tile]
      let row = scoreRow(
        tokens: result.weights.count, pieces: result.scores.count, tiles: reference.heads[head].count)
      results.add(
        Int(softmax!.address) + index * row, result.weights, "probabilities of head \(head)")
      guard reference.heads[head].count > 1 else { continue }
      let state = [result.state.maximum, result.state.sum, result.state.correction]
      results.add(
        Int(compiled.sram.address(of: .tileState)!), state.flatMap(halves), "softmax state of head \(head)")
    }
    return results
  }

  private mutating func context(_ block: Block) -> ExpectedResults {
    advance(of: block.label) { $0 == .context }
    let (tile, group) = place(of: block.label)
    let (heads, width) = (headsOfGroup[group]!, compiled.model.headWidth)
    let start = extent(of: block).lowerBound
    var results = ExpectedResults()
    for (index, head) in heads.enumerated() {
      for (chunk, values) in reference.heads[head][tile].context.enumerated() {
        results.add(
          start + (chunk * heads.count + index) * width, values, "attention product of head \(head)")
      }
    }
    return results
  }

  private mutating func contextSum(_ block: Block) -> ExpectedResults {
    let buffer = advance(of: block.label) { $0 == .context }.output
    let (tile, group) = place(of: block.label)
    var results = ExpectedResults()
    for head in headsOfGroup[group]! {
      let first = head * compiled.model.headWidth
      results.add(
        address(buffer) + first, reference.heads[head][tile].attention, compiled.graph[buffer].name, first)
    }
    return results
  }

  /// The heads of each group, as found in the blocks of the scores.
  private var headsOfGroup: [Int: Range<Int>] = [:]

  private mutating func sampling(_ block: Block) -> ExpectedResults {
    let buffer = advance(to: .head, of: block.label).output
    guard let argmax = block.template.instructions.last, argmax.opcode == .ARGMAX else {
      return ExpectedResults()
    }
    let logits = reference.values[buffer]!
    let range = Int(argmax.offset)..<Int(argmax.offset) + Int(argmax.length)
    let best = greatest(BFloat16.widened(Array(logits[..<range.upperBound])))
    let state = halves(best.value) + halves(Float(bitPattern: UInt32(best.index)))
    return ExpectedResults(
      stretches: [
        .init(
          address: Int(argmax.source), values: Array(logits[range]), name: compiled.graph[buffer].name,
          firstElement: range.lowerBound),
        .init(address: Int(argmax.address), values: state, name: "argmax"),
      ])
  }
}

/// A 32-bit value as two elements of SRAM.
private func halves(_ value: Float) -> [BFloat16] {
  [
    BFloat16(bitPattern: UInt16(truncatingIfNeeded: value.bitPattern)),
    BFloat16(bitPattern: UInt16(truncatingIfNeeded: value.bitPattern >> 16)),
  ]
}
