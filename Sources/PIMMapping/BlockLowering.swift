import PIMInstructions
import PIMWorkload

/// Lowers what is the same for every token: parameter loads, layer norms, products, their sums.
struct BlockLowering {
  /// The plans of the products, by node.
  let products: [String: ProductPlan]
  let sram: SRAMPlan
  let policy: MappingPolicy
  let geometry: Geometry
  let zeros: Int32?
  /// Where weights go on their way to the ASIC; nil where channels have MAC units.
  let stream: StreamBuffer?
  /// The elements of a query, and what they are multiplied by.
  let query: (elements: Int, scale: Float)

  /// The blocks of those nodes, in order. `regions` is where their weights lie; `scope` names their buffers.
  func lower(_ nodes: some Collection<GraphNode>, regions: MemoryMap.Regions, scope: Scope) -> [LoweredBlock]
  {
    var blocks: [LoweredBlock] = []
    var activated: Set<String> = []
    for (index, node) in nodes.enumerated() {
      if let group = regions.parameters.firstIndex(where: { $0.nodes.first == node.name }) {
        blocks.append(loadAtUse(of: group, regions: regions, scope: scope))
      }
      switch node.operation {
      case .layerNorm(let epsilon):
        blocks.append(norm(node, epsilon: epsilon, regions: regions, scope: scope))
      case .linear:
        let next = nodes.dropFirst(index + 1).first
        let gelu = next?.operation == .gelu && next?.inputs == [node.output] ? next : nil
        if let gelu { activated.insert(gelu.name) }
        blocks += linear(node, activation: gelu != nil, regions: regions, scope: scope)
      case .linearTransposed: blocks += head(node)
      case .gelu: precondition(activated.contains(node.name), "a GELU follows a product")
      // The head's tiles include the argmax; all else depends on the position.
      case .argmax: break
      case .embed, .append, .scores, .softmax, .context:
        preconditionFailure("\(node.name) depends on the position")
      }
    }
    return blocks
  }

  /// Whose parameters a buffer holds.
  enum Scope {
    case layer, model
    func parameters(_ index: Int) -> String {
      (self == .layer ? "parameters " : "model parameters ") + String(index)
    }
  }

  /// The load of a group of parameters where its use begins; with loads ahead, that of the group that comes next: the last group of a
  /// layer is followed by the first of the next layer.
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

  private func address(_ buffer: String) -> Int32 {
    guard let address = sram.address(of: buffer) else {
      preconditionFailure("no SRAM is planned for \(buffer)")
    }
    return address
  }

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
  private func parameter(_ name: String, regions: MemoryMap.Regions, scope: Scope) -> Int32 {
    for (index, group) in regions.parameters.enumerated() {
      if let vector = group.vectors.first(where: { $0.name == name }) {
        return address(scope.parameters(index)) + Int32(vector.offset)
      }
    }
    preconditionFailure("\(name) is not placed")
  }

  private func norm(_ node: GraphNode, epsilon: Float, regions: MemoryMap.Regions, scope: Scope)
    -> LoweredBlock
  {
    var norm = Instruction(.LAYERNORM)
    norm.address = address(node.output.name)
    norm.source = address(node.inputs[0].name)
    norm.source2 = parameter(node.weights[0].name, regions: regions, scope: scope)
    norm.source3 = parameter(node.weights[1].name, regions: regions, scope: scope)
    norm.length = Int32(node.output.elements)
    norm.immediate = epsilon
    return LoweredBlock(
      node.name == "ln_f" ? .finalNorm : .layerNorm, part: node.name == "ln_2" ? 1 : 0, [norm])
  }

  private func linear(_ node: GraphNode, activation: Bool, regions: MemoryMap.Regions, scope: Scope)
    -> [LoweredBlock]
  {
    let plan = products[node.name]!
    let kinds = BlockLowering.kinds[node.name]!
    let output = address(node.output.name)
    let bias = parameter(node.weights[1].name, regions: regions, scope: scope)
    let residual = node.inputs.count > 1 ? address(node.inputs[1].name) : Instruction.none
    let partials = plan.usesPartials ? address(node.name + " partials") : Instruction.none
    var blocks: [LoweredBlock] = []
    for (index, part) in plan.parts.enumerated() {
      let outputs = plan.outputs(of: part.slots)
      let target = output + Int32(outputs.lowerBound)
      let destination = plan.destination(of: part, partials: partials, output: output)
      blocks.append(
        LoweredBlock(
          kinds.product, part: index,
          product(
            plan, part, input: address(node.inputs[0].name), destination: destination,
            bias: policy.bias == .preset ? bias : nil)))
      var asic: [Instruction] = []
      if plan.usesPartials || policy.bias == .asic {
        var sum = plan.sum(of: part, from: destination, to: target)
        if policy.bias == .asic { sum.source2 = bias + Int32(outputs.lowerBound) }
        if residual != Instruction.none { sum.source3 = residual + Int32(outputs.lowerBound) }
        asic.append(sum)
      }
      if activation {
        var gelu = Instruction(.GELU)
        gelu.address = target
        gelu.source = target
        gelu.length = Int32(outputs.count)
        asic.append(gelu)
      }
      if node.name == "attn.c_attn", index == indexOfScale(plan) { asic.append(scaleOfQuery(output)) }
      if !asic.isEmpty { blocks.append(LoweredBlock(kinds.sum, part: index, asic)) }
    }
    return blocks
  }

  /// A part of a product, on the channels or on the ASIC.
  private func product(
    _ plan: ProductPlan, _ part: ProductPlan.Part, input: Int32, destination: Int32, bias: Int32?
  ) -> [Instruction] {
    stream.map { plan.lower(part, input: input, destination: destination, through: $0) }
      ?? plan.lower(part, input: input, destination: destination, bias: bias, zeros: zeros)
  }

  /// The query is scaled after the last part, or, where products are worked in several parts, as soon as it is complete.
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

  /// The LM head: its outputs are more than the SRAM holds, so each tile ends in its part of the argmax.
  private func head(_ node: GraphNode) -> [LoweredBlock] {
    let plan = products[node.name]!
    let logits = address(node.name + " partials")
    var blocks: [LoweredBlock] = []
    for (index, part) in plan.parts.enumerated() {
      let outputs = plan.outputs(of: part.slots)
      let destination = plan.destination(of: part, partials: logits, output: Instruction.none)
      blocks.append(
        LoweredBlock(
          .lmHead, part: index,
          product(plan, part, input: address(node.inputs[0].name), destination: destination, bias: nil)))
      var asic: [Instruction] = []
      let own = destination + Int32(outputs.lowerBound - plan.outputs(of: part.tile).lowerBound)
      if plan.layout.chunks.count > 1 { asic.append(plan.sum(of: part, from: destination, to: own)) }
      var argmax = Instruction(.ARGMAX)
      argmax.address = address("argmax")
      argmax.source = own
      argmax.length = Int32(outputs.count)
      argmax.offset = Int32(outputs.lowerBound)
      argmax.immediate = index == 0 ? 1 : 0
      asic.append(argmax)
      blocks.append(LoweredBlock(.sampling, part: index, asic))
    }
    return blocks
  }

  private static let kinds: [String: (product: OperatorKind, sum: OperatorKind)] = [
    "attn.c_attn": (.qkv, .qkvSum), "attn.c_proj": (.projection, .projectionSum),
    "mlp.c_fc": (.ffnUp, .gelu), "mlp.c_proj": (.ffnDown, .ffnDownSum),
  ]
}
