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
  /// The layers that differ in their attention, each once.
  let variants: [LayerVariant]
  /// The index in `variants` of each layer.
  let variantOfLayer: [Int]
  /// Blocks of a layer after those that depend on the position.
  let afterAttention: [BlockSequence.Element]
  /// Blocks before the layers that are the same for every position: the norm of the embedding.
  let afterPrefix: [BlockSequence.Element]
  /// Blocks of final norm, LM head and argmax.
  let head: [BlockSequence.Element]
  let attention: AttentionLowering
  /// The look-ups that a position begins with; nil for none.
  let prefix: PrefixLowering?
  /// The first template identifier that is free for a program.
  let firstFreeTemplate: Int
  /// Channel work of the head's blocks.
  let headWork: ChannelWorkTable

  /// A layer as it is lowered, but for what depends on the position.
  struct LayerVariant: Sendable {
    /// The attention of the layer.
    var attention: LayerAttention
    /// Blocks before those that depend on the position.
    var beforeAttention: [BlockSequence.Element]
    /// Channel work of the blocks that are the same for every position, of one layer.
    var work: ChannelWorkTable
  }

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
    try self.init(
      model, graph: OperatorGraph(model, context: run.reservedContext(for: model)), on: system,
      policy: policy, run: run)
  }

  /// Maps the operators of a graph, which need not be all of the model's.
  ///
  /// - Parameter graph: a graph whose caches have a row for each position that the run reserves.
  /// - Throws: what the other initialiser throws, and `MappingError.graph` for operators without a lowering.
  package init(
    _ model: ModelDescription, graph: OperatorGraph, on system: System, policy: MappingPolicy,
    run: RunDescription
  ) throws {
    self.model = model
    self.run = run
    self.policy = policy
    self.graph = graph
    geometry = Geometry(system)
    context = try run.reservedContext(for: model)
    let stages = try LayerStages(graph.layer)
    try CompiledModel.checkCommands(of: system, policy: policy)
    var policy = policy
    // Without MAC units no command works on all banks.
    if !system.hasMACUnits { policy.valueWrite = .masked }
    memory = try MemoryMap(
      model: model, graph: graph, run: run, geometry: geometry, policy: policy)

    let suffix = run.lmHead ? graph.suffix : []
    let products = try CompiledModel.products(of: graph.layer + suffix, memory: memory, policy: policy)
    self.products = products
    let key = memory.layer.key!
    let value = memory.layer.value!
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
      qkv: sram.address(of: stages.query)!, scores: sram.address(of: stages.scores.output)!,
      attention: sram.address(of: stages.context.output)!,
      contextPartials: sram.address(of: .contextPartials) ?? Instruction.none,
      tileState: sram.address(of: .tileState) ?? Instruction.none, slopes: sram.address(of: .slopes),
      multiplier: multiplier)
    let before = graph.prefix(embedding: run.embedding)
    prefix = before.isEmpty ? nil : PrefixLowering(before, memory: memory, sram: sram)

    var lowering = BlockLowering(
      products: products, sram: sram, policy: policy, geometry: geometry, multiplier: multiplier,
      heads: .init(
        buffer: stages.query, queries: model.heads, keys: model.keyValueHeads, width: model.headWidth),
      scale: 1)
    var templates = TemplateTable(policy: policy, geometry: geometry)
    firstLoads = templates.add(
      memory.layer.prefetchesParameters(policy)
        ? [lowering.load(0, regions: memory.layer, scope: .layer)] : [])
    var kinds: [LayerAttention] = []
    variantOfLayer = graph.attention.map { own in
      if let known = kinds.firstIndex(of: own) { return known }
      kinds.append(own)
      return kinds.count - 1
    }
    var befores: [[BlockSequence.Element]] = []
    for own in kinds {
      lowering.scale = own.scale
      befores.append(
        templates.add(lowering.lower(stages.before, regions: memory.layer, scope: .layer)))
    }
    let after = templates.add(lowering.lower(stages.after, regions: memory.layer, scope: .layer))
    afterAttention = after
    afterPrefix = templates.add(
      lowering.lower(
        Stage.stages(of: before).filter { !$0.dependsOnPosition }[...], regions: memory.outside, scope: .model))
    head = templates.add(
      lowering.lower(Stage.stages(of: suffix)[...], regions: memory.outside, scope: .model))
    firstFreeTemplate = templates.count

    let shape = geometry
    variants = zip(kinds, befores).map { own, blocks in
      LayerVariant(
        attention: own, beforeAttention: blocks, work: ChannelWorkTable(geometry: shape, of: blocks + after))
    }
    headWork = ChannelWorkTable(geometry: geometry, of: head)
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
    let opensAhead = policy.rowOpening == .ahead || policy.operators.values.contains { $0.rowOpening == .ahead }
    if opensAhead, system.hasMACUnits, !system.has(.ACT16) {
      throw .unsupported(
        command: Command.ACT16.mnemonic, option: "rowOpening: ahead", suggestion: "use rowOpening: onDemand")
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
    let values = min(run.positions.upperBound, value.tokens, geometry.globalBufferElements) * geometry.banks * channels
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
      let (node, role, followers, isHead): (GraphNode, ProductRole, [GraphNode], Bool)
      switch stage {
      case .product(let product, let own, let functions):
        (node, role, followers, isHead) = (product, own, functions, false)
      case .head(let product, let own): (node, role, followers, isHead) = (product, own, [], true)
      case .embedding, .constant, .norm, .keyValueWrite, .attention: continue
      }
      let activation = followers.lazy.compactMap(\.activation).first
      guard let kinds = role.kinds(activation: activation) else {
        throw .graph(
          node: node.name,
          problem: activation.map { "is not lowered with \($0) after it" }
            ?? "is not lowered without an activation after it",
          expected: "an activation after the first product of the feed-forward part, and after no other")
      }
      let weight = node.matrix.role
      guard let matrix = memory.layer.matrices[weight] ?? memory.outside.matrices[weight] else {
        preconditionFailure("\(node.name) is not placed")
      }
      // Results go straight to the output, unless there are several chunks, a residual, or no room for all
      // outputs.
      let partials = matrix.layout.chunks.count > 1 || node.residual != nil || isHead
      plans[role] = try ProductPlan(
        matrix, kinds: kinds, usesPartials: partials, name: node.name, policy: policy,
        parts: policy.tiles(of: role))
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
    let scores = try attentionBuffers(
      model: model, windows: Set(graph.attention.map(\.window)), run: run, memory: memory, policy: policy)
    var requests: [SRAMPlan.Request] = []
    func add(_ id: SRAMBufferID, _ name: String, _ elements: Int, live own: ClosedRange<Int>? = nil) {
      requests.append(.init(id: id, name: name, elements: elements, live: own ?? live[id]))
    }
    for buffer in graph.buffers {
      let id = SRAMBufferID.graph(buffer.id)
      switch buffer.id {
      case .hidden, .normed(.attention), .normed(.feedForward), .normed(.embedding), .queryKeyValue,
        .attention, .inner, .rotation, .slopes:
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
    for node in graph.layer + graph.suffix {
      guard case .product(let role) = node.role, let plan = products[role] else { continue }
      add(.partials(role), node.name + " partials", plan.partialElements)
    }
    for (scope, regions) in [(BlockLowering.Scope.layer, memory.layer), (.model, memory.outside)] {
      for (index, group) in regions.parameters.enumerated() {
        var own = live.parameters(from: group.operators.first!, to: group.operators.last!)
        if scope == .layer, regions.prefetchesParameters(policy) {
          // Live from the first use of the group before. The first group is loaded in the layer before.
          own =
            index == 0
            ? live.all
            : live.parameters(from: regions.parameters[index - 1].operators.first!, to: group.operators.last!)
        }
        var elements = group.group.loadedElements
        if case .product(.head) = group.operators.first, let plan = products[.head] {
          // Biases of one tile at a time.
          elements =
            plan.parts.map {
              group.group.loadedElements(ofPieces: group.group.pieces(of: plan.outputs(of: $0.tile)).pieces)
            }.max() ?? 0
        }
        add(scope.parameters(index), scope.name(index), elements, live: own)
      }
    }
    if run.lmHead { add(.argmax, "argmax", Int(Instruction.argmaxElements)) }
    add(.weightStream, "weight stream", streamElements)
    if needsZeros { add(.zeros, "zeros", memory.geometry.outputsPerSlot) }
    return requests
  }

  /// The largest number of elements that attention takes at any position of the run.
  private static func attentionBuffers(
    model: ModelDescription, windows: Set<Int?>, run: RunDescription, memory: MemoryMap,
    policy: MappingPolicy
  ) throws(MappingError) -> (scores: Int, partials: Int, state: Int) {
    let key = memory.layer.key!.layout
    var most = (scores: 0, partials: 0, state: 0)
    // Queries of all windows together see every number of tokens up to that of the widest.
    let reach = windows.contains(nil) ? Int.max : windows.compactMap { $0 }.max() ?? .max
    for tokens in 1...min(run.positions.upperBound, reach) {
      let plan = try AttentionPlan(tokens: tokens, key: key, policy: policy)
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

/// Numbers the templates of blocks.
private struct TemplateTable {
  let policy: MappingPolicy
  let geometry: Geometry
  private(set) var count = 0
  /// Templates by operator and instructions: layers that differ only in the scale of their queries share the
  /// others.
  private var known: [Key: Template] = [:]

  private struct Key: Hashable {
    var kind: OperatorKind
    var part: Int
    var instructions: [Instruction]
  }

  init(policy: MappingPolicy, geometry: Geometry) {
    self.policy = policy
    self.geometry = geometry
  }

  mutating func add(_ blocks: [LoweredBlock]) -> [BlockSequence.Element] {
    blocks.map { block in
      var element = block.openingRows(policy, geometry: geometry).template(number: &count)
      let key = Key(kind: element.kind, part: element.part, instructions: element.template.instructions)
      if let same = known[key] {
        element.template = same
        count -= 1
      } else {
        known[key] = element.template
      }
      return element
    }
  }
}

extension GraphNode {
  /// The function of an activation; nil for another node.
  fileprivate var activation: Activation? {
    if case .activation(let function, _) = role { function } else { nil }
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
