public import PIMHardware
public import PIMInstructions
public import PIMWorkload

/// A model mapped to a system: the placement of its tensors, the plan of the ASIC's SRAM, and its
/// instructions.
///
///     let compiled = try CompiledModel(model, on: system, policy: MappingPolicy(), run: run)
///     var program = ModelProgram(compiled)
///     while let block = program.next() { … }
///
/// Instructions that are the same for every position are lowered once here; `ModelProgram` lowers the others.
public struct CompiledModel: Sendable {
  /// The model.
  public let model: ModelDescription
  /// The extent of the run.
  public let run: RunDescription
  /// The choices of the mapping.
  public let policy: MappingPolicy
  /// The operators of the model.
  public let graph: OperatorGraph
  /// The sizes of the system.
  public let geometry: Geometry
  /// Positions reserved in the KV cache.
  public let context: Int
  /// The placement of tensors in DRAM.
  public let memory: MemoryMap
  /// The addresses of buffers in the ASIC's SRAM.
  package let sram: SRAMPlan

  /// The plans of the products.
  private let products: [ProductRole: ProductPlan]
  /// Parameter loads before the first layer of a run, under `parameterPrefetch: ahead`.
  let firstLoads: [BlockSequence.Element]
  /// Blocks of a layer before and after those that depend on the position.
  let beforeAttention: [BlockSequence.Element]
  let afterAttention: [BlockSequence.Element]
  /// Blocks of final norm, LM head and argmax.
  let head: [BlockSequence.Element]
  let attention: AttentionLowering
  let embedding: EmbeddingLowering?
  /// The first template identifier that is free for a program.
  let firstFreeTemplate: Int
  /// Channel work of the blocks that are the same for every position: those of one layer, and those of the
  /// head.
  let layerWork: ChannelWorkTable
  let headWork: ChannelWorkTable

  /// The residual stream in SRAM: a layer's input and output, and the input of a position if the embedding is
  /// switched off.
  public var hidden: SRAMRange { SRAMRange(sram.address(of: .hidden)!, Int32(model.width)) }

  /// The running argmax in SRAM; nil with the LM head switched off.
  public var argmax: SRAMRange? {
    sram.address(of: SRAMBufferID.argmax).map { SRAMRange($0, Instruction.argmaxElements) }
  }

  /// Maps a model and lowers what is the same for every position.
  ///
  /// - Throws: `MappingError` if the DRAM, the SRAM or a buffer of the policy is too small, or if a command
  ///   is missing; `WorkloadError` if the run is longer than the model's context.
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
    // Without MAC units no command works on all banks.
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
        graph: graph, model: model, run: run, memory: memory, products: products, policy: policy,
        needsZeros: system.hasMACUnits && !system.macUnit.readClears,
        streamElements: system.hasMACUnits ? 0 : 2 * half),
      capacityBytes: system.asic.sramBytes)
    let sram = sram
    let multiplier =
      sram.address(of: .weightStream).map { Multiplier.asic(StreamBuffer(address: $0, halfElements: half)) }
      ?? .macUnits(zeros: sram.address(of: .zeros))
    attention = AttentionLowering(
      key: key.layout, keyRow: key.firstRow, value: value.layout, valueRow: value.firstRow, policy: policy,
      qkv: sram.address(of: .queryKeyValue)!, scores: sram.address(of: .scores)!,
      attention: sram.address(of: .attention)!, contextPartials: sram.address(of: .contextPartials) ?? 0,
      tileState: sram.address(of: .tileState) ?? 0, multiplier: multiplier)
    embedding =
      run.embedding
      ? EmbeddingLowering(
        tokens: memory.outside.matrices[.tokenEmbedding]!,
        positions: memory.outside.matrices[.positionEmbedding]!,
        tokenRow: sram.address(of: .tokenRow)!, positionRow: sram.address(of: .positionRow)!,
        output: sram.address(of: .hidden)!)
      : nil

    let stages = Stage.stages(of: graph.block)
    var scale: Float = 1
    for case .attention(_, _, _, let factor) in stages { scale = factor }
    let lowering = BlockLowering(
      products: products, sram: sram, policy: policy, geometry: geometry, multiplier: multiplier,
      query: (model.attentionWidth, scale))
    let first = stages.firstIndex { $0.dependsOnPosition }!
    let last = stages.lastIndex { $0.dependsOnPosition }!
    var numbering = 0
    let shape = geometry
    func templates(_ blocks: [LoweredBlock]) -> [BlockSequence.Element] {
      blocks.map { $0.openingRows(policy, geometry: shape).template(number: &numbering) }
    }
    firstLoads = templates(
      policy.parameterPrefetch == .ahead ? [lowering.load(0, regions: memory.block, scope: .layer)] : [])
    beforeAttention = templates(lowering.lower(stages[..<first], regions: memory.block, scope: .layer))
    afterAttention = templates(lowering.lower(stages[(last + 1)...], regions: memory.block, scope: .layer))
    head = templates(
      lowering.lower(Stage.stages(of: suffix)[...], regions: memory.outside, scope: .model))
    firstFreeTemplate = numbering

    var table = ChannelWorkTable(geometry: geometry)
    for block in beforeAttention + afterAttention { table.count(block.template.instructions) }
    layerWork = table
    table = ChannelWorkTable(geometry: geometry)
    for block in head { table.count(block.template.instructions) }
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

  /// Checks that the largest panel of one read fits half of the stream buffer (`StreamSink`).
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
    throws(MappingError) -> [ProductRole: ProductPlan]
  {
    var plans: [ProductRole: ProductPlan] = [:]
    for stage in Stage.stages(of: nodes) {
      let (node, role, isHead): (GraphNode, ProductRole, Bool)
      switch stage {
      case .product(let product, let own, _): (node, role, isHead) = (product, own, false)
      case .head(let product, let own): (node, role, isHead) = (product, own, true)
      case .embedding, .norm, .keyValueWrite, .attention: continue
      }
      let weight = node.weights[0].role
      guard let matrix = memory.block.matrices[weight] ?? memory.outside.matrices[weight] else { continue }
      // Results go straight to the output, unless there are several chunks, a residual, or no room for all
      // outputs.
      let partials = matrix.layout.chunks.count > 1 || node.residual != nil || isHead
      plans[role] = try ProductPlan(
        matrix, usesPartials: partials, name: node.name, policy: policy, parts: policy.productTiles)
    }
    return plans
  }

  /// The buffers of a position. Of buffers with the same first phase and size, the first of the list is
  /// placed first.
  private static func buffers(
    graph: OperatorGraph, model: ModelDescription, run: RunDescription, memory: MemoryMap,
    products: [ProductRole: ProductPlan], policy: MappingPolicy, needsZeros: Bool, streamElements: Int
  ) throws(MappingError) -> [SRAMPlan.Request] {
    let live = SRAMLiveness(graph)
    let scores = try attentionBuffers(model: model, run: run, memory: memory, policy: policy)
    var requests: [SRAMPlan.Request] = []
    func add(_ id: SRAMBufferID, _ name: String, _ elements: Int, live own: ClosedRange<Int>? = nil) {
      requests.append(.init(id: id, name: name, elements: elements, live: own ?? live[id]))
    }
    for buffer in graph.buffers {
      let id = SRAMBufferID.graph(buffer.id)
      switch buffer.id {
      case .hidden, .normed(.attention), .normed(.feedForward), .queryKeyValue, .attention, .inner:
        add(id, buffer.name, buffer.elements)
      case .normed(.final): if run.lmHead { add(id, buffer.name, buffer.elements) }
      case .tokenRow, .positionRow: if run.embedding { add(id, buffer.name, buffer.elements) }
      case .scores:
        // Attention works on some heads and tokens at a time; softmax and context need buffers besides.
        add(id, buffer.name, scores.scores)
        add(.contextPartials, "context partials", scores.partials)
        add(.tileState, "tile state", scores.state)
      // Caches lie in DRAM. Logits are partial results of the head, and the token is that of the argmax.
      case .keys, .values, .logits, .token: break
      }
    }
    for node in graph.block + graph.suffix {
      guard case .product(let role) = node.role, let plan = products[role] else { continue }
      add(.partials(role), node.name + " partials", plan.partialElements)
    }
    for (scope, regions) in [(BlockLowering.Scope.layer, memory.block), (.model, memory.outside)] {
      for (index, group) in regions.parameters.enumerated() {
        var own = live.parameters(from: group.operators.first!, to: group.operators.last!)
        if scope == .layer, policy.parameterPrefetch == .ahead {
          // Live from the first use of the group before. The first group is loaded in the layer before.
          own =
            index == 0
            ? live.all
            : live.parameters(from: regions.parameters[index - 1].operators.first!, to: group.operators.last!)
        }
        add(scope.parameters(index), scope.name(index), group.group.loadedElements, live: own)
      }
    }
    if run.lmHead { add(.argmax, "argmax", Int(Instruction.argmaxElements)) }
    add(.weightStream, "weight stream", streamElements)
    if needsZeros { add(.zeros, "zeros", memory.geometry.outputsPerSlot) }
    return requests
  }

  /// The largest number of elements that attention takes at any position of the run.
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
  /// Results of a part of a product in SRAM: outputs of one chunk of inputs, from an address on.
  package struct ProductResults {
    package var chunk: Int
    package var outputs: Range<Int>
    package var address: Int
  }

  /// The results that a part of a product leaves in SRAM.
  package func results(of role: ProductRole, output: BufferID, part index: Int) -> [ProductResults] {
    let plan = products[role]!
    let part = plan.parts[index]
    // The head's results stay in the buffer of its partial results.
    let destination = plan.destination(
      of: part, partials: sram.address(of: .partials(role)) ?? Instruction.none,
      output: sram.address(of: output) ?? Instruction.none)
    return plan.results(of: part).map {
      ProductResults(chunk: $0.chunk, outputs: $0.outputs, address: Int(destination) + $0.offset)
    }
  }
}
