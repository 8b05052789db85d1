internal import PIMInstructions
internal import PIMMapping
internal import PIMNumerics
internal import PIMWorkload

/// What a block is to leave behind, from Reference A.
struct ExpectedResults {
  /// Neighbouring elements of SRAM.
  struct Stretch {
    var address: Int
    var values: [BFloat16]
    /// Which result it is, and the index of its first element.
    var name: String
    var firstElement = 0
  }

  struct Cell {
    var location: CellLocation
    var value: BFloat16
    var name: String
    var element: Int
  }

  var stretches: [Stretch] = []
  var cells: [Cell] = []
  /// Elements that the block writes to cells.
  var cellWrites = 0
}

/// Goes through a program block by block with Reference A beside it, and says what each block is to leave behind.
///
/// The blocks are those of the compiled model: they tell how the results of an operator are divided and where they go.
/// Values come from the reference alone.
struct ResultOracle: ~Copyable {
  let compiled: CompiledModel
  var reference: HardwareReference
  private let keys: [Placement]
  private let values: [Placement]
  /// Nodes of the current layer, or of the suffix, that the reference has computed.
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

  /// Computes the nodes up to that one.
  private mutating func advance(to node: String, of label: BlockLabel) {
    if label.layer != layer {
      layer = label.layer
      nodesDone = 0
    }
    let nodes = label.layer >= 0 ? reference.graph.block : reference.graph.suffix
    guard let index = nodes.firstIndex(where: { $0.name == node }) else {
      preconditionFailure("no node \(node)")
    }
    while nodesDone <= index {
      reference.evaluate(nodes[nodesDone], layer: label.layer >= 0 ? label.layer : nil)
      nodesDone += 1
    }
  }

  /// What the block is to leave behind; blocks are to be asked for in order.
  mutating func results(of block: Block) -> ExpectedResults {
    let label = block.label
    switch label.kind {
    case .embedding: return label.part == 0 ? embeddingRows() : whole("hidden")
    case .parameters, .other: return ExpectedResults()
    case .layerNorm: return normed(label.part == 0 ? "ln_1" : "ln_2", label)
    case .finalNorm: return normed("ln_f", label)
    case .qkv: return product("attn.c_attn", block)
    case .projection: return product("attn.c_proj", block)
    case .ffnUp: return product("mlp.c_fc", block)
    case .ffnDown: return product("mlp.c_proj", block)
    case .lmHead: return product("lm_head", block)
    case .qkvSum: return qkv(block)
    case .projectionSum: return sum("attn.c_proj", "hidden", block)
    case .ffnDownSum: return sum("mlp.c_proj", "hidden", block)
    case .gelu: return sum("mlp.gelu", "ffn", block)
    case .keyValueWrite: return cacheWrites(label)
    case .scores, .softmax, .context, .contextSum: return attention(block)
    case .sampling: return sampling(block)
    }
  }

  // MARK: Operators

  private func address(_ buffer: String) -> Int { Int(compiled.sram.address(of: buffer)!) }

  private func whole(_ name: String) -> ExpectedResults {
    ExpectedResults(stretches: [.init(address: address(name), values: reference.values[name]!, name: name)])
  }

  private func embeddingRows() -> ExpectedResults {
    let names = ["token embedding", "position embedding"]
    return ExpectedResults(
      stretches: names.map { .init(address: address($0), values: reference.values[$0]!, name: $0) })
  }

  private mutating func normed(_ node: String, _ label: BlockLabel) -> ExpectedResults {
    advance(to: node, of: label)
    return whole(node)
  }

  /// From the first to the last element of SRAM that the block writes; what the ASIC multiplies with is no result.
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

  /// A part of a product: outputs of some chunks of inputs.
  private mutating func product(_ name: String, _ block: Block) -> ExpectedResults {
    advance(to: name, of: block.label)
    let chunks = reference.partials[name]!
    let graph = compiled.graph
    let node = (block.label.layer >= 0 ? graph.block : graph.suffix).first { $0.name == name }!
    return ExpectedResults(
      stretches: compiled.results(of: node, part: block.label.part).map {
        .init(
          address: $0.address, values: Array(chunks[$0.chunk][$0.outputs]),
          name: chunks.count == 1 ? "\(name) product" : "\(name) product, chunk \($0.chunk)",
          firstElement: $0.outputs.lowerBound)
      })
  }

  private mutating func sum(_ node: String, _ buffer: String, _ block: Block) -> ExpectedResults {
    advance(to: node, of: block.label)
    let extent = extent(of: block)
    let first = extent.lowerBound - address(buffer)
    return ExpectedResults(
      stretches: [
        .init(
          address: extent.lowerBound, values: Array(reference.values[buffer]![first..<first + extent.count]),
          name: buffer, firstElement: first)
      ])
  }

  /// One part ends in the scaling of the query.
  private mutating func qkv(_ block: Block) -> ExpectedResults {
    guard block.template.instructions.contains(where: { $0.opcode == .SCALE }) else {
      return sum("attn.c_attn", "qkv", block)
    }
    advance(to: "attn.scores", of: block.label)
    let values = reference.query + reference.values["qkv"]!.dropFirst(reference.query.count)
    let end = extent(of: block).upperBound - address("qkv")
    return ExpectedResults(
      stretches: [.init(address: address("qkv"), values: Array(values[..<end]), name: "qkv")])
  }

  private mutating func cacheWrites(_ label: BlockLabel) -> ExpectedResults {
    advance(to: "attn.value", of: label)
    let width = compiled.model.attentionWidth
    let qkv = reference.values["qkv"]!
    var caches = [(keys, width), (values, 2 * width)]
    // Pipelined, keys and values are two parts.
    if compiled.policy.attention == .pipelined { caches = [caches[label.part]] }
    var results = ExpectedResults(cellWrites: caches.count * width)
    for (placements, offset) in caches {
      let placement = placements[label.layer]
      for feature in 0..<width {
        results.cells.append(
          .init(
            location: placement.location(label.position, feature), value: qkv[offset + feature],
            name: placement.title, element: feature))
      }
    }
    return results
  }

  private mutating func attention(_ block: Block) -> ExpectedResults {
    let label = block.label
    advance(to: label.kind == .scores ? "attn.scores" : "attn.context", of: label)
    let tiles = reference.heads[0].count
    let tile = label.part % tiles
    let firstHead = heads(before: label.part / tiles)
    let width = compiled.model.headWidth
    var results = ExpectedResults()
    func add(_ address: Int, _ values: [BFloat16], _ name: String, _ first: Int = 0) {
      results.stretches.append(.init(address: address, values: values, name: name, firstElement: first))
    }
    let extent = extent(of: block)
    var all = firstHead..<compiled.model.heads
    let first = reference.heads[firstHead][tile]
    let tokens = first.scores[0].count
    switch label.kind {
    case .scores:
      let count = extent.count / (first.scores.count * tokens)
      all = firstHead..<firstHead + count
      headsOfGroup[label.part / tiles] = all
      for (index, head) in all.enumerated() {
        for (piece, scores) in reference.heads[head][tile].scores.enumerated() {
          add(extent.lowerBound + (piece * count + index) * tokens, scores, "scores of head \(head)")
        }
      }
    case .softmax:
      all = headsOfGroup[label.part / tiles]!
      let softmax = block.template.instructions.first { [.SOFTMAX, .SOFTMAX_TILE].contains($0.opcode) }
      let start = Int(softmax!.address)
      for (index, head) in all.enumerated() {
        let result = reference.heads[head][tile]
        add(start + index * tokens, result.weights, "probabilities of head \(head)")
        guard tiles > 1 else { continue }
        let state = [result.state.maximum, result.state.sum, result.state.correction]
        add(address("tile state"), state.flatMap(halves), "softmax state of head \(head)")
      }
    case .context:
      all = headsOfGroup[label.part / tiles]!
      for (index, head) in all.enumerated() {
        for (chunk, values) in reference.heads[head][tile].context.enumerated() {
          add(
            extent.lowerBound + (chunk * all.count + index) * width, values,
            "attention product of head \(head)")
        }
      }
    default:
      all = headsOfGroup[label.part / tiles]!
      for head in all {
        add(
          address("attention") + head * width, reference.heads[head][tile].attention, "attention",
          head * width)
      }
    }
    return results
  }

  /// Heads that go together, by group, as the scores' blocks showed.
  private var headsOfGroup: [Int: Range<Int>] = [:]

  private func heads(before group: Int) -> Int { group == 0 ? 0 : headsOfGroup[group - 1]!.upperBound }

  private mutating func sampling(_ block: Block) -> ExpectedResults {
    advance(to: "lm_head", of: block.label)
    guard let argmax = block.template.instructions.last, argmax.opcode == .ARGMAX else {
      return ExpectedResults()
    }
    let logits = reference.values["logits"]!
    let range = Int(argmax.offset)..<Int(argmax.offset) + Int(argmax.length)
    let best = greatest(BFloat16.widened(Array(logits[..<range.upperBound])))
    let state = halves(best.value) + halves(Float(bitPattern: UInt32(best.index)))
    return ExpectedResults(
      stretches: [
        .init(
          address: Int(argmax.source), values: Array(logits[range]), name: "logits",
          firstElement: range.lowerBound),
        .init(address: Int(argmax.address), values: state, name: "argmax"),
      ])
  }
}

/// A 32-bit value as SRAM holds it.
private func halves(_ value: Float) -> [BFloat16] {
  [
    BFloat16(bitPattern: UInt16(truncatingIfNeeded: value.bitPattern)),
    BFloat16(bitPattern: UInt16(truncatingIfNeeded: value.bitPattern >> 16)),
  ]
}
