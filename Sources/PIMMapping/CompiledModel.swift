public import PIMHardware
public import PIMInstructions
public import PIMWorkload

/// A model mapped to a system: where its tensors lie, what the ASIC's SRAM holds, and the instructions of a token.
///
///     let compiled = try CompiledModel(model, on: system, policy: MappingPolicy(), run: run)
///     var program = ModelProgram(compiled)
///     while let block = program.next() { … }
///
/// What is the same for every token is lowered here, once; what depends on the position is lowered by `ModelProgram`.
public struct CompiledModel: Sendable {
  public let model: ModelDescription
  public let run: RunDescription
  public let policy: MappingPolicy
  public let graph: OperatorGraph
  public let geometry: Geometry
  /// Positions that the KV cache has room for.
  public let context: Int
  public let memory: MemoryMap
  public let sram: SRAMPlan

  /// The plans of the products, by node.
  private let products: [String: ProductPlan]
  /// Parameter loads that precede the first layer of a run, where loads are made ahead.
  let firstLoads: [BlockSequence.Element]
  /// Blocks of a layer before and after what depends on the position.
  let beforeAttention: [BlockSequence.Element]
  let afterAttention: [BlockSequence.Element]
  /// Final norm, LM head and argmax.
  let head: [BlockSequence.Element]
  let attention: AttentionLowering
  let embedding: EmbeddingLowering?
  /// The first template identifier that is free for a program.
  let firstFreeTemplate: Int
  /// Channel work of what is the same for every token: one layer, and the head.
  let layerWork: ChannelWorkTable
  let headWork: ChannelWorkTable

  /// Where the residual stream lies in SRAM: a layer's input and output, and, with the embedding switched off, the input of a
  /// step.
  public var hidden: SRAMRange { SRAMRange(sram.address(of: "hidden")!, Int32(model.width)) }

  /// Where the running argmax lies in SRAM, with the LM head switched on.
  public var argmax: SRAMRange? {
    sram.address(of: "argmax").map { SRAMRange($0, Instruction.argmaxElements) }
  }

  /// Maps and lowers.
  ///
  /// - Throws: `MappingError` when the DRAM, the SRAM or a buffer of the policy is too small or a command is missing;
  ///   `WorkloadError` when the run is longer than the model's context.
  public init(_ model: ModelDescription, on system: System, policy: MappingPolicy, run: RunDescription) throws
  {
    self.model = model
    self.run = run
    self.policy = policy
    geometry = Geometry(system)
    context = try run.reservedContext(for: model)
    graph = OperatorGraph(model, context: context)
    try CompiledModel.checkCommands(of: system, policy: policy)
    var policy = policy
    // Nothing works on all banks where there are no MAC units.
    if !system.hasMACUnits { policy.valueWrite = .masked }
    memory = try MemoryMap(
      model: model, graph: graph, run: run, context: context, geometry: geometry, policy: policy)

    let suffix = run.lmHead ? graph.suffix : []
    let products = try CompiledModel.products(of: graph.block + suffix, memory: memory, policy: policy)
    self.products = products
    let key = memory.block.key!
    let value = memory.block.value!
    let half = StreamBuffer.halfElements(sramBytes: system.asic.sramBytes)
    if !system.hasMACUnits {
      try CompiledModel.checkStream(
        of: half, sramBytes: system.asic.sramBytes,
        chunks: products.values.flatMap { $0.layout.chunks.map(\.inputs) }, key: key.layout,
        value: value.layout, run: run, policy: policy)
    }
    sram = try SRAMPlan(
      CompiledModel.buffers(
        model: model, run: run, memory: memory, products: products, policy: policy,
        needsZeros: system.hasMACUnits && !system.macUnit.readClears,
        streamElements: system.hasMACUnits ? 0 : 2 * half),
      capacityBytes: system.asic.sramBytes)
    let sram = sram
    let zeros = sram.address(of: "zeros")
    let stream = sram.address(of: StreamBuffer.name).map { StreamBuffer(address: $0, halfElements: half) }
    attention = AttentionLowering(
      key: key.layout, keyRow: key.firstRow, value: value.layout, valueRow: value.firstRow, policy: policy,
      qkv: sram.address(of: "qkv")!, scores: sram.address(of: "scores")!,
      attention: sram.address(of: "attention")!,
      contextPartials: sram.address(of: "context partials") ?? 0,
      tileState: sram.address(of: "tile state") ?? 0, zeros: zeros, stream: stream)
    embedding =
      run.embedding
      ? EmbeddingLowering(
        tokens: memory.outside.matrices["wte.weight"]!, positions: memory.outside.matrices["wpe.weight"]!,
        tokenRow: sram.address(of: "token embedding")!, positionRow: sram.address(of: "position embedding")!,
        output: sram.address(of: "hidden")!)
      : nil

    let nodes = graph.block
    var scale: Float = 1
    for case .scores(let factor) in nodes.map(\.operation) { scale = factor }
    let lowering = BlockLowering(
      products: products, sram: sram, policy: policy, geometry: geometry, zeros: zeros,
      stream: stream, query: (model.attentionWidth, scale))
    let first = nodes.firstIndex { $0.operation.dependsOnPosition }!
    let last = nodes.lastIndex { $0.operation.dependsOnPosition }!
    var numbering = 0
    let shape = geometry
    func templates(_ blocks: [LoweredBlock]) -> [BlockSequence.Element] {
      blocks.map { $0.openingRows(policy, geometry: shape).template(number: &numbering) }
    }
    firstLoads = templates(
      policy.parameterPrefetch == .ahead ? [lowering.load(0, regions: memory.block, scope: .layer)] : [])
    beforeAttention = templates(lowering.lower(nodes[..<first], regions: memory.block, scope: .layer))
    afterAttention = templates(lowering.lower(nodes[(last + 1)...], regions: memory.block, scope: .layer))
    head = templates(lowering.lower(suffix, regions: memory.outside, scope: .model))
    firstFreeTemplate = numbering

    var table = ChannelWorkTable(geometry: geometry)
    for block in beforeAttention + afterAttention {
      table.count(block.template.instructions, kind: block.kind)
    }
    layerWork = table
    table = ChannelWorkTable(geometry: geometry)
    for block in head { table.count(block.template.instructions, kind: block.kind) }
    headWork = table
  }

  private static func checkCommands(of system: System, policy: MappingPolicy) throws(MappingError) {
    let multiplying: [Command] = system.hasMACUnits ? [.WRGB, .MAC16, .RDMAC16] : []
    for command in multiplying + [.RD, .WR] where !system.has(command) {
      throw .unsupported(
        command: command.mnemonic, option: "a mapping", suggestion: "name it in the system's commands")
    }
    if policy.valueWrite == .allBanks, system.hasMACUnits, !system.has(.WRA16) {
      throw .unsupported(
        command: Command.WRA16.mnemonic, option: "valueWrite: allBanks",
        suggestion: "use valueWrite: masked")
    }
    if policy.bias == .preset, !system.has(.WRMAC16) {
      throw .unsupported(
        command: Command.WRMAC16.mnemonic, option: "bias: preset", suggestion: "use bias: asic")
    }
    if system.hasMACUnits, !system.macUnit.readClears, !system.has(.WRMAC16) {
      throw .unsupported(
        command: Command.WRMAC16.mnemonic, option: "a MAC unit that a read does not clear",
        suggestion: "name it in the system's commands or set readClears: true")
    }
  }

  /// The largest panel that is read at a time must fit half of the stream buffer (`ProductStream`).
  private static func checkStream(
    of half: Int, sramBytes: Int, chunks: [Int], key: KeyLayout, value: ValueLayout, run: RunDescription,
    policy: MappingPolicy
  ) throws(MappingError) {
    let geometry = key.geometry
    var most = (elements: (chunks.max() ?? 0) * geometry.outputsPerSlot, what: "a slot of the weights")
    let keys = (key.chunks.map(\.columns).max() ?? 0) * geometry.lanes * geometry.outputsPerSlot
    if keys > most.elements { most = (keys, "a slot of the keys") }
    let channels = value.headGroups.joined().map(\.channels.count).max() ?? 0
    let values = min(run.positions.upperBound, geometry.globalBufferElements) * geometry.banks * channels
    if values > most.elements { most = (values, "the values of a head") }
    guard most.elements <= half else {
      throw .halfSRAM(capacityBytes: sramBytes, neededBytes: most.elements * 4, what: most.what)
    }
  }

  private static func products(of nodes: [GraphNode], memory: MemoryMap, policy: MappingPolicy)
    throws(MappingError) -> [String: ProductPlan]
  {
    var plans: [String: ProductPlan] = [:]
    for node in nodes {
      let weight = node.weights.first?.name ?? ""
      guard let matrix = memory.block.matrices[weight] ?? memory.outside.matrices[weight] else { continue }
      // Straight to the output, unless there is more than one chunk, a residual to be kept, or no room for all outputs.
      let partials =
        matrix.layout.chunks.count > 1 || node.inputs.count > 1 || node.operation == .linearTransposed
      plans[node.name] = try ProductPlan(
        matrix, usesPartials: partials, name: node.name, policy: policy, parts: policy.productTiles)
    }
    return plans
  }

  private static func buffers(
    model: ModelDescription, run: RunDescription, memory: MemoryMap, products: [String: ProductPlan],
    policy: MappingPolicy, needsZeros: Bool, streamElements: Int
  ) throws(MappingError) -> [(name: String, elements: Int, live: ClosedRange<Int>)] {
    let scores = try attentionBuffers(model: model, run: run, memory: memory, policy: policy)
    var buffers: [(name: String, elements: Int, live: ClosedRange<Int>)] = [
      ("hidden", model.width, Step.embedding...Step.sampling),
      ("ln_1", model.width, Step.norm1...Step.qkv),
      ("ln_2", model.width, Step.norm2...Step.ffnUp),
      ("qkv", 3 * model.attentionWidth, Step.qkv...Step.context),
      ("scores", scores.scores, Step.scores...Step.context),
      ("context partials", scores.partials, Step.context...Step.contextSum),
      ("tile state", scores.state, Step.scores...Step.contextSum),
      ("attention", model.attentionWidth, Step.context...Step.projection),
      ("ffn", model.ffnWidth, Step.ffnUp...Step.ffnDown),
    ]
    for name in ["attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj", "lm_head"] {
      guard let plan = products[name] else { continue }
      buffers.append((name + " partials", plan.partialElements, Step.range(of: name)))
    }
    for (scope, regions) in [(BlockLowering.Scope.layer, memory.block), (.model, memory.outside)] {
      for (index, group) in regions.parameters.enumerated() {
        let first = Step.range(of: group.nodes.first!).lowerBound
        let last = Step.range(of: group.nodes.last!).upperBound
        var live = first...last
        if scope == .layer, policy.parameterPrefetch == .ahead {
          // From the first use of the group before; for the first that is in the layer before.
          live =
            index == 0
            ? Step.embedding...Step.sampling
            : Step.range(of: regions.parameters[index - 1].nodes.first!).lowerBound...last
        }
        buffers.append((scope.parameters(index), group.group.loadedElements, live))
      }
    }
    if run.lmHead {
      buffers.append(("ln_f", model.width, Step.finalNorm...Step.lmHead))
      buffers.append(("argmax", Int(Instruction.argmaxElements), Step.lmHead...Step.sampling))
    }
    if run.embedding {
      buffers.append(("token embedding", model.width, Step.embedding...Step.embedding))
      buffers.append(("position embedding", model.width, Step.embedding...Step.embedding))
    }
    buffers.append((StreamBuffer.name, streamElements, Step.embedding...Step.sampling))
    if needsZeros {
      buffers.append(("zeros", memory.geometry.outputsPerSlot, Step.embedding...Step.sampling))
    }
    return buffers
  }

  /// The most elements that attention takes at any position of the run.
  private static func attentionBuffers(
    model: ModelDescription, run: RunDescription, memory: MemoryMap, policy: MappingPolicy
  ) throws(MappingError) -> (scores: Int, partials: Int, state: Int) {
    let key = memory.block.key!.layout
    var most = (scores: 0, partials: 0, state: 0)
    for position in run.positions {
      let plan = try AttentionPlan(tokens: position + 1, key: key, policy: policy)
      most.scores = max(most.scores, plan.scoreElements)
      let chunks = ceilDivide(plan.tileTokens, memory.geometry.globalBufferElements)
      if plan.isTiled || chunks > 1 {
        most.partials = max(most.partials, plan.groupHeads * model.headWidth * chunks)
      }
      if plan.isTiled { most.state = Int(Instruction.tileStateElements) }
    }
    return most
  }
}

extension CompiledModel {
  /// A part of a product as SRAM holds it: outputs of one chunk of inputs, from an address on.
  package struct ProductResults {
    package var chunk: Int
    package var outputs: Range<Int>
    package var address: Int
  }

  /// What a part of a node's product leaves in SRAM.
  package func results(of node: GraphNode, part index: Int) -> [ProductResults] {
    let plan = products[node.name]!
    let part = plan.parts[index]
    // The head's results stay in the buffer of its partial results.
    let output = sram.address(of: node.output.name) ?? Instruction.none
    let destination = plan.destination(
      of: part, partials: sram.address(of: node.name + " partials") ?? Instruction.none, output: output)
    return plan.results(of: part).map {
      ProductResults(chunk: $0.chunk, outputs: $0.outputs, address: Int(destination) + $0.offset)
    }
  }
}

extension GraphOperation {
  var isLayerNorm: Bool {
    if case .layerNorm = self { true } else { false }
  }

  /// Whether the instructions of the operation differ from token to token.
  var dependsOnPosition: Bool {
    switch self {
    case .append, .scores, .softmax, .context, .embed: true
    case .layerNorm, .linear, .linearTransposed, .gelu, .argmax: false
    }
  }
}
