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
  /// Query and key: their buffer, and their heads.
  let heads: QueryKeyHeads
  /// The factor that scales the query.
  var scale: Float

  /// The heads of query and key in their buffer: queries first, then keys, then values.
  struct QueryKeyHeads {
    var buffer: BufferID
    var queries: Int
    var keys: Int
    var width: Int

    /// The first head of a part and the number of its heads.
    func range(of part: HeadPart) -> (first: Int, count: Int) {
      switch part {
      case .query: (0, queries)
      case .key: (queries, keys)
      }
    }
  }

  /// The blocks of stages, in order.
  ///
  /// - Parameters:
  ///   - regions: the layouts of the stages' weights.
  ///   - scope: the owner of the parameters.
  func lower(_ stages: ArraySlice<Stage>, regions: MemoryMap.Regions, scope: Scope) -> [LoweredBlock] {
    stages.flatMap { stage in
      var blocks: [LoweredBlock] = []
      for role in stage.parameters where role != .product(.head) {
        if let group = regions.parameters.firstIndex(where: { $0.operators.first == role }) {
          blocks.append(loadAtUse(of: group, regions: regions, scope: scope))
        }
      }
      switch stage {
      case .norm(let node, let role, let function):
        blocks.append(norm(node, role, function, regions: regions, scope: scope))
      case .product(let node, let role, let followers):
        blocks += product(node, role, followers, regions: regions, scope: scope)
      case .head(let node, let role): blocks += head(node, role, regions: regions, scope: scope)
      case .embedding, .constant, .keyValueWrite, .attention:
        preconditionFailure("\(stage) depends on the position")
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
    guard scope == .layer, regions.prefetchesParameters(policy) else {
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
      loads(
        of: regions.parameters[group], pieces: 0..<regions.parameters[group].group.pieces,
        to: address(scope.parameters(group))))
  }

  private func address(_ buffer: SRAMBufferID) -> Int32 {
    guard let address = sram.address(of: buffer) else {
      preconditionFailure("no SRAM is planned for \(buffer)")
    }
    return address
  }

  private func address(_ buffer: BufferID) -> Int32 { address(.graph(buffer)) }

  private func loads(
    of parameters: MemoryMap.Regions.Parameters, pieces: Range<Int>, to address: Int32
  ) -> [Instruction] {
    let group = parameters.group
    return pieces.map { piece in
      var read = Instruction(.RD_SBK)
      read.channels = .first(group.channels(ofPiece: piece))
      read.bank = Int16(piece % geometry.banks)
      read.row = Int32(parameters.firstRow + piece / geometry.banks)
      read.length = Int32(group.share(ofPiece: piece))
      read.address = address + Int32((piece - pieces.lowerBound) * group.pieceElements)
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
    _ node: GraphNode, _ role: NormRole, _ function: NormFunction, regions: MemoryMap.Regions, scope: Scope
  ) -> LoweredBlock {
    let length = node.weights[0].tensor.elements
    var norm = Instruction(function.kind == .layer ? .LAYERNORM : .RMSNORM)
    norm.address = address(node.output)
    norm.source = address(node.inputs[0])
    norm.source2 = parameter(.gain(role), regions: regions, scope: scope)
    if node.weights.count > 1 { norm.source3 = parameter(.shift(role), regions: regions, scope: scope) }
    norm.length = Int32(length)
    norm.immediate = function.epsilon
    if function.kind == .rms { (norm.count, norm.stride) = (1, Int32(length)) }
    let (kind, part) = role.kind
    return LoweredBlock(kind, part: part, [norm])
  }

  private func product(
    _ node: GraphNode, _ role: ProductRole, _ followers: [GraphNode], regions: MemoryMap.Regions,
    scope: Scope
  ) -> [LoweredBlock] {
    let plan = products[role]!
    let output = address(node.output)
    let bias = node.bias.map { parameter($0.role, regions: regions, scope: scope) }
    let residual = node.residual.map { address($0) }
    let partials = plan.usesPartials ? address(.partials(role)) : Instruction.none
    let finishes =
      node.output == heads.buffer
      ? finishes(of: output, followers, regions: regions, scope: scope) : []
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
      for case .activation(let activation, let isGated) in followers.map(\.role) {
        let inner = isGated ? plan.layout.outputs / 2 : plan.layout.outputs
        asic += apply(activation, to: outputs, of: output, inner: inner)
      }
      asic += finishes.filter { indexOfPart(plan, of: role, completing: $0.elements) == index }.map(\.instruction)
      if !asic.isEmpty { blocks.append(LoweredBlock(plan.kinds.sum, part: index, asic)) }
    }
    return blocks
  }

  /// The activation of a part of a product's outputs. Outputs from `inner` on multiply the activated ones;
  /// the result replaces these.
  private func apply(
    _ activation: Activation, to outputs: Range<Int>, of buffer: Int32, inner: Int
  ) -> [Instruction] {
    let opcode: Opcode =
      switch activation {
      case .geluTanh: .GELU
      case .gelu: .GELU_ERF
      case .relu: .RELU
      case .silu: .SILU
      }
    var result: [Instruction] = []
    let activated = outputs.clamped(to: 0..<inner)
    if !activated.isEmpty {
      var function = Instruction(opcode)
      function.address = buffer + Int32(activated.lowerBound)
      function.source = function.address
      function.length = Int32(activated.count)
      result.append(function)
    }
    let factors = outputs.clamped(to: inner..<2 * inner)
    if !factors.isEmpty {
      var product = Instruction(.MULTIPLY)
      product.address = buffer + Int32(factors.lowerBound - inner)
      product.source = product.address
      product.source2 = buffer + Int32(factors.lowerBound)
      product.length = Int32(factors.count)
      result.append(product)
    }
    return result
  }

  /// The functions of query and key, in order, each with the number of outputs that must be complete.
  private func finishes(
    of qkv: Int32, _ followers: [GraphNode], regions: MemoryMap.Regions, scope: Scope
  ) -> [(elements: Int, instruction: Instruction)] {
    var result: [(elements: Int, instruction: Instruction)] = []
    for part in HeadPart.allCases {
      let (first, count) = heads.range(of: part)
      let end = (first + count) * heads.width
      func function(_ opcode: Opcode, length: Int) -> Instruction {
        var function = Instruction(opcode)
        function.address = qkv + Int32(first * heads.width)
        function.source = function.address
        function.count = Int32(count)
        function.stride = Int32(heads.width)
        function.length = Int32(length)
        return function
      }
      for node in followers {
        switch node.role {
        case .headNorm(part, let norm):
          precondition(norm.kind == .rms, "norms of heads are RMS norms")
          var instruction = function(.RMSNORM, length: heads.width)
          instruction.source2 = parameter(.headGain(part), regions: regions, scope: scope)
          instruction.immediate = norm.epsilon
          result.append((end, instruction))
        case .rotate(part, let width, let pairs):
          var instruction = function(.ROTATE, length: width)
          instruction.source2 = address(node.inputs[1])
          instruction.offset = pairs == .halves ? 0 : 1
          result.append((end, instruction))
        default: break
        }
      }
      if part == .query, scale != 1 {
        var instruction = Instruction(.SCALE)
        instruction.address = qkv
        instruction.source = qkv
        instruction.length = Int32(end)
        instruction.immediate = scale
        result.append((end, instruction))
      }
    }
    return result
  }

  /// The instructions of a part of a product, on the channels or on the ASIC.
  private func multiply(
    _ plan: ProductPlan, _ part: ProductPlan.Part, input: Int32, destination: Int32, bias: Int32?
  ) -> [Instruction] {
    multiplier.lower(
      geometry: geometry,
      ProductPlan.Nest(plan: plan, part: part, input: input, destination: destination, bias: bias))
  }

  /// The index of the part after which the first `elements` outputs are finished: the last, or with several
  /// parts the first that completes them.
  private func indexOfPart(_ plan: ProductPlan, of role: ProductRole, completing elements: Int) -> Int {
    let complete = plan.parts.firstIndex { plan.outputs(of: $0.slots).upperBound >= elements }
    return policy.tiles(of: role) > 1 ? complete! : plan.parts.count - 1
  }

  /// The blocks of the LM head. Its outputs are more than the SRAM holds, so each tile begins with the load
  /// of its biases and ends in its part of the argmax.
  private func head(
    _ node: GraphNode, _ role: ProductRole, regions: MemoryMap.Regions, scope: Scope
  ) -> [LoweredBlock] {
    let plan = products[role]!
    let logits = address(.partials(role))
    let group = regions.parameters.firstIndex { $0.operators.first == node.role }
    var blocks: [LoweredBlock] = []
    for (index, part) in plan.parts.enumerated() {
      let outputs = plan.outputs(of: part.slots)
      let bias = group.map { group in
        let (pieces, first) = regions.parameters[group].group.pieces(of: plan.outputs(of: part.tile))
        let start = address(scope.parameters(group))
        if part.isFirst {
          blocks.append(
            LoweredBlock(
              .parameters, part: group, loads(of: regions.parameters[group], pieces: pieces, to: start)))
        }
        return start - Int32(first)
      }
      let added = policy.bias == .asic ? bias : nil
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
