import PIMInstructions
import PIMWorkload

/// Lowers what a position begins with: rows of tables are read from their banks, and the embedding is scaled
/// and summed.
struct PrefixLowering: Sendable {
  /// A row that is read.
  struct Lookup: Sendable {
    /// The number of the row.
    enum Row: Sendable {
      case token
      case position(offset: Int)
      case first
    }

    var table: MemoryMap.Regions.Matrix
    var row: Row
    /// The SRAM address of the row's first element.
    var address: Int32
  }

  let lookups: [Lookup]
  /// Functions of the rows, in order.
  let functions: [Instruction]

  /// Plans the look-ups of a graph's nodes.
  init(_ nodes: [GraphNode], memory: MemoryMap, sram: SRAMPlan) {
    var lookups: [Lookup] = []
    var functions: [Instruction] = []
    for node in nodes {
      func table(_ index: Int) -> MemoryMap.Regions.Matrix {
        memory.outside.matrices[node.weights[index].role]!
      }
      let output = sram.address(of: node.output)!
      switch node.role {
      case .embedding(let scale, let offset):
        let width = Int32(node.weights[0].inputs)
        let token = sram.address(of: .tokenRow) ?? output
        lookups.append(Lookup(table: table(0), row: .token, address: token))
        let positions = sram.address(of: .positionRow)
        if let positions {
          lookups.append(Lookup(table: table(1), row: .position(offset: offset), address: positions))
        }
        if scale != 1 {
          var function = Instruction(.SCALE)
          function.address = positions == nil ? output : token
          function.source = token
          function.length = width
          function.immediate = scale
          functions.append(function)
        }
        if let positions {
          var sum = Instruction(.SUM)
          sum.address = output
          sum.source = token
          sum.source3 = positions
          sum.count = 1
          sum.length = width
          sum.stride = width
          functions.append(sum)
        }
      case .constant(.rotation):
        lookups.append(Lookup(table: table(0), row: .position(offset: 0), address: output))
      case .constant(.slopes): lookups.append(Lookup(table: table(0), row: .first, address: output))
      // A norm is the same for every position.
      case .norm: break
      case .product, .headNorm, .rotate, .keyWrite, .valueWrite, .scores, .softmax, .context, .activation,
        .sampling:
        preconditionFailure("\(node.name) is not before the layers")
      }
    }
    self.lookups = lookups
    self.functions = functions
  }

  func lower(token: Int, position: Int) -> [LoweredBlock] {
    let reads = lookups.flatMap { lookup in
      let row =
        switch lookup.row {
        case .token: token
        case .position(let offset): position + offset
        case .first: 0
        }
      return PrefixLowering.reads(of: row, in: lookup.table, to: lookup.address)
    }
    let blocks = [LoweredBlock(.embedding, reads)]
    return functions.isEmpty ? blocks : blocks + [LoweredBlock(.embedding, part: 1, functions)]
  }

  private static func reads(
    of row: Int, in matrix: MemoryMap.Regions.Matrix, to address: Int32
  ) -> [Instruction] {
    let geometry = matrix.layout.geometry
    return matrix.layout.chunks.map { chunk in
      let place = matrix.layout.place(row, chunk.firstInput)
      let column = place.element / geometry.lanes
      var read = Instruction(.RD_SBK)
      read.channels = .only(place.channel)
      read.bank = Int16(place.bank)
      read.row = Int32(matrix.firstRow + column / geometry.columns)
      read.column = Int32(column % geometry.columns)
      read.length = Int32(chunk.inputs)
      read.address = address + Int32(chunk.firstInput)
      return read
    }
  }
}
