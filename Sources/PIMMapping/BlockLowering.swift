import PIMInstructions
import PIMWorkload

/// Lowers the operators whose instructions are the same for every position: parameter loads, norms, products,
/// sums.
struct BlockLowering {
  let products: [ProductRole: ProductPlan]
  let sram: SRAMPlan
  let policy: MappingPolicy
  let geometry: Geometry
  let multiplier: Multiplier
  /// The query: the buffer that begins with it, its elements, and the factor that scales them.
  let query: (buffer: BufferID, elements: Int, scale: Float)

  /// The blocks of stages, in order.
  ///
  /// - Parameters:
  ///   - regions: the layouts of the stages' weights.
  ///   - scope: the owner of the parameters.
  func lower(_ stages: ArraySlice<Stage>, regions: MemoryMap.Regions, scope: Scope) -> [LoweredBlock] {
    stages.flatMap { stage in
      var blocks: [LoweredBlock] = []
      if let role = stage.parameters,
        let group = regions.parameters.firstIndex(where: { $0.operators.first == role })
      {
        blocks.append(loadAtUse(of: group, regions: regions, scope: scope))
      }
      switch stage {
      case .norm(let node, let role, let epsilon):
        blocks.append(norm(node, role, epsilon: epsilon, regions: regions, scope: scope))
      case .product(let node, let role, let activation):
        blocks += product(node, role, activation, regions: regions, scope: scope)
      case .head(let node, let role): blocks += head(node, role, regions: regions, scope: scope)
      case .embedding, .keyValueWrite, .attention: preconditionFailure("\(stage) depends on the position")
      }
      return blocks
    }
  }

  /// The owner of the parameters in a buffer.
  enum Scope {
    case layer, model
    func parameters(_ index: Int) -> SRAMBufferID {
      self == .layer ? .layerParameters(index) : .modelParameters(index)
    }
    func name(_ index: Int) -> String {
      (self == .layer ? "parameters " : "model parameters ") + String(index)
    }
  }

  /// The load of a group of parameters at its first use. With prefetch, the load of the next group at that
  /// place: the last group of a layer is followed by the first of the next layer.
  private func loadAtUse(of group: Int, regions: MemoryMap.Regions, scope: Scope) -> LoweredBlock {
    guard scope == .layer, policy.parameterPrefetch == .ahead else {
      return load(group, regions: regions, scope: scope)
    }
    let next = (group + 1) % regions.parameters.count
    var block = load(next, regions: regions, scope: scope)
    block.isForNextLayer = next == 0
    return block
  }

  /// The load of a group of parameters.
  func load(_ group: Int, regions: MemoryMap.Regions, scope: Scope) -> LoweredBlock {
    LoweredBlock(
      .parameters, part: group,
      loads(of: regions.parameters[group], to: address(scope.parameters(group))))
  }

  private func address(_ buffer: SRAMBufferID) -> Int32 {
    guard let address = sram.address(of: buffer) else {
      preconditionFailure("no SRAM is planned for \(buffer)")
    }
    return address
  }

  private func address(_ buffer: BufferID) -> Int32 { address(.graph(buffer)) }

  private func loads(of parameters: MemoryMap.Regions.Parameters, to address: Int32) -> [Instruction] {
    let group = parameters.group
    return (0..<group.pieces).map { piece in
      var read = Instruction(.RD_SBK)
      read.channels = .first(group.channels(ofPiece: piece))
      read.bank = Int16(piece % geometry.banks)
      read.row = Int32(parameters.firstRow + piece / geometry.banks)
      read.length = Int32(group.share(ofPiece: piece))
      read.address = address + Int32(piece * group.pieceElements)
      return read
    }
  }

  /// The SRAM address of a vector of parameters.
  private func parameter(_ role: WeightRole, regions: MemoryMap.Regions, scope: Scope) -> Int32 {
    for (index, group) in regions.parameters.enumerated() {
      if let vector = group.vectors.first(where: { $0.role == role }) {
        return address(scope.parameters(index)) + Int32(vector.offset)
      }
    }
    preconditionFailure("\(role) is not placed")
  }

  private func norm(
    _ node: GraphNode, _ role: NormRole, epsilon: Float, regions: MemoryMap.Regions, scope: Scope
  ) -> LoweredBlock {
    var norm = Instruction(.LAYERNORM)
    norm.address = address(node.output)
    norm.source = address(node.inputs[0])
    norm.source2 = parameter(.gain(role), regions: regions, scope: scope)
    norm.source3 = parameter(.shift(role), regions: regions, scope: scope)
    norm.length = Int32(node.weights[0].tensor.elements)
    norm.immediate = epsilon
    let (kind, part) = role.kind
    return LoweredBlock(kind, part: part, [norm])
  }

  private func product(
    _ node: GraphNode, _ role: ProductRole, _ activation: Activation?, regions: MemoryMap.Regions,
    scope: Scope
  ) -> [LoweredBlock] {
    let plan = products[role]!
    let output = address(node.output)
    let bias = node.bias.map { parameter($0.role, regions: regions, scope: scope) }
    let residual = node.residual.map { address($0) }
    let partials = plan.usesPartials ? address(.partials(role)) : Instruction.none
    var blocks: [LoweredBlock] = []
    for (index, part) in plan.parts.enumerated() {
      let outputs = plan.outputs(of: part.slots)
      let target = output + Int32(outputs.lowerBound)
      let destination = plan.destination(of: part, partials: partials, output: output)
      blocks.append(
        LoweredBlock(
          plan.kinds.product, part: index,
          multiply(
            plan, part, input: address(node.inputs[0]), destination: destination,
            bias: policy.bias == .preset ? bias : nil)))
      var asic: [Instruction] = []
      let added = policy.bias == .asic ? bias : nil
      if plan.usesPartials || added != nil {
        var sum = plan.sum(of: part, from: destination, to: target)
        if let added { sum.source2 = added + Int32(outputs.lowerBound) }
        if let residual { sum.source3 = residual + Int32(outputs.lowerBound) }
        asic.append(sum)
      }
      if let activation { asic.append(apply(activation, at: target, length: outputs.count)) }
      if node.output == query.buffer, index == indexOfScale(plan) { asic.append(scaleOfQuery(output)) }
      if !asic.isEmpty { blocks.append(LoweredBlock(plan.kinds.sum, part: index, asic)) }
    }
    return blocks
  }

  private func apply(_ activation: Activation, at address: Int32, length: Int) -> Instruction {
    let opcode: Opcode
    switch activation {
    case .gelu: opcode = .GELU
    }
    var function = Instruction(opcode)
    function.address = address
    function.source = address
    function.length = Int32(length)
    return function
  }

  /// The instructions of a part of a product, on the channels or on the ASIC.
  private func multiply(
    _ plan: ProductPlan, _ part: ProductPlan.Part, input: Int32, destination: Int32, bias: Int32?
  ) -> [Instruction] {
    multiplier.lower(
      geometry: geometry,
      ProductPlan.Nest(plan: plan, part: part, input: input, destination: destination, bias: bias))
  }

  /// The index of the part after which the query is scaled: the last, or with several parts the first that
  /// completes the query.
  private func indexOfScale(_ plan: ProductPlan) -> Int {
    let complete = plan.parts.firstIndex { plan.outputs(of: $0.slots).upperBound >= query.elements }
    return policy.productTiles > 1 ? complete! : plan.parts.count - 1
  }

  private func scaleOfQuery(_ qkv: Int32) -> Instruction {
    var scale = Instruction(.SCALE)
    scale.address = qkv
    scale.source = qkv
    scale.length = Int32(query.elements)
    scale.immediate = query.scale
    return scale
  }

  /// The blocks of the LM head. Its outputs are more than the SRAM holds, so each tile ends in its part of
  /// the argmax.
  private func head(
    _ node: GraphNode, _ role: ProductRole, regions: MemoryMap.Regions, scope: Scope
  ) -> [LoweredBlock] {
    let plan = products[role]!
    let logits = address(.partials(role))
    let bias = node.bias.map { parameter($0.role, regions: regions, scope: scope) }
    let added = policy.bias == .asic ? bias : nil
    var blocks: [LoweredBlock] = []
    for (index, part) in plan.parts.enumerated() {
      let outputs = plan.outputs(of: part.slots)
      let destination = plan.destination(of: part, partials: logits, output: Instruction.none)
      blocks.append(
        LoweredBlock(
          plan.kinds.product, part: index,
          multiply(
            plan, part, input: address(node.inputs[0]), destination: destination,
            bias: policy.bias == .preset ? bias : nil)))
      var asic: [Instruction] = []
      let own = destination + Int32(outputs.lowerBound - plan.outputs(of: part.tile).lowerBound)
      if plan.layout.chunks.count > 1 || added != nil {
        var sum = plan.sum(of: part, from: destination, to: own)
        if let added { sum.source2 = added + Int32(outputs.lowerBound) }
        asic.append(sum)
      }
      var argmax = Instruction(.ARGMAX)
      argmax.address = address(.argmax)
      argmax.source = own
      argmax.length = Int32(outputs.count)
      argmax.offset = Int32(outputs.lowerBound)
      argmax.immediate = index == 0 ? 1 : 0
      asic.append(argmax)
      blocks.append(LoweredBlock(plan.kinds.sum, part: index, asic))
    }
    return blocks
  }
}
