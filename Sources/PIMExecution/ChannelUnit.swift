internal import PIMHardware
internal import PIMInstructions
internal import PIMNumerics

/// One channel's execution of instructions: moves and multiplies values, without a check that they were
/// written.
///
/// Instructions have been checked against the machine's sizes. No two instructions of a batch write the same
/// element of SRAM, and none reads what another one writes. So channels can work in parallel.
struct ChannelUnit {
  let machine: MachineModel
  let channel: Int
  let globalBuffer: UnsafeMutablePointer<Float>
  let accumulators: UnsafeMutablePointer<Float>
  let sram: UnsafeMutablePointer<BFloat16>

  private var lanes: Int { machine.shape.organisation.elementsPerColumn }
  private var banks: Int { machine.shape.organisation.banks }

  /// Executes an instruction on the channel, if the channel is among the instruction's.
  @inline(__always)
  func execute(_ instruction: Instruction, cells: borrowing CellMemory) {
    guard instruction.channels.contains(channel) else { return }
    let rank = instruction.channels.rank(of: channel)
    let address = sram + Int(instruction.address)
    let length = Int(instruction.length)
    switch instruction.opcode {
    case .WR_GB: writeBuffer(address, length, burst: Int(instruction.offset))
    case .WR_BIAS:
      for bank in 0..<banks {
        let element = rank * banks + bank
        accumulators[bank] = element < length ? Float(address[element]) : 0
      }
    case .MAC_ABK:
      forEachStretch(instruction) { row, column, count, burst in
        let weights = cells.row(channel: channel, bank: 0, row: row) + column * lanes
        machine.macUnit.dotAllBanks(
          weights: weights, bankStride: machine.shape.organisation.elementsPerRow,
          inputs: globalBuffer + burst * lanes,
          columns: count, banks: banks, accumulators: accumulators)
      }
    case .MAC_SBK:
      let bank = Int(instruction.bank)
      forEachStretch(instruction) { row, column, count, burst in
        machine.macUnit.dot(
          weights: cells.row(channel: channel, bank: bank, row: row) + column * lanes,
          inputs: globalBuffer + burst * lanes, columns: count, into: &accumulators[bank])
      }
    case .RD_MAC:
      for bank in 0..<banks {
        let element = rank * banks + bank
        if element < length { address[element] = machine.macUnit.read(accumulators[bank]) }
        if machine.readClears { accumulators[bank] = 0 }
      }
    case .RD_SBK:
      let target = address + rank * length
      forEachCell(of: instruction, .elements, cells) { cell, done, count in
        (target + done).update(from: cell, count: count)
      }
    case .WR_SBK:
      let source = address + rank * length
      forEachCell(of: instruction, .elementsFromLane, cells) { cell, done, count in
        cell.update(from: source + done, count: count)
      }
    case .WR_ABK:
      let element = Int(instruction.column) * lanes + Int(instruction.offset)
      for bank in 0..<instruction.bankCount(withElementOf: rank, in: machine.shape.organisation) {
        cells.row(channel: channel, bank: bank, row: Int(instruction.row))[element] =
          address[rank * banks + bank]
      }
    case .OPEN_ABK: break
    case .COPY_BKGB:
      forEachCell(of: instruction, .columns, cells) { cell, done, count in
        BFloat16.widen(cell, to: globalBuffer + Int(instruction.offset) * lanes + done, count: count)
      }
    case .COPY_GBBK:
      // The buffer holds bfloat16 values, so rounding does not change them.
      forEachCell(of: instruction, .columns, cells) { cell, done, count in
        BFloat16.round(globalBuffer + Int(instruction.offset) * lanes + done, to: cell, count: count)
      }
    case .EWMUL:
      for group in stride(from: 0, to: banks, by: machine.shape.organisation.banksPerGroup) {
        forEachStretch(instruction) { row, column, count, _ in
          func cell(_ bank: Int) -> UnsafeMutablePointer<BFloat16> {
            cells.row(channel: channel, bank: group + bank, row: row) + column * lanes
          }
          let (left, right) = (cell(Opcode.factorBanks.lowerBound), cell(Opcode.factorBanks.lowerBound + 1))
          let product = cell(Opcode.productBanks.lowerBound)
          for element in 0..<count * lanes {
            product[element] = BFloat16(Float(left[element]) * Float(right[element]))
          }
        }
      }
    case .AF, .RD_AF: preconditionFailure("the values of \(instruction.opcode) are not defined")
    case .LAYERNORM, .RMSNORM, .SUM, .SCALE, .MULTIPLY, .GELU, .GELU_ERF, .RELU, .SILU, .ROTATE, .ALIBI,
      .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE, .ARGMAX, .VMM,
      .SYNC:
      preconditionFailure("\(instruction.opcode) is not for a channel")
    }
  }

  private func writeBuffer(_ source: UnsafePointer<BFloat16>, _ length: Int, burst: Int) {
    let target = globalBuffer + burst * lanes
    BFloat16.widen(source, to: target, count: length)
    let padding = (lanes - length % lanes) % lanes
    (target + length).update(repeating: 0, count: padding)
  }

  /// Calls a body with the columns of an instruction, row by row.
  @inline(__always)
  private func forEachStretch(
    _ instruction: Instruction, _ body: (_ row: Int, _ column: Int, _ count: Int, _ burst: Int) -> Void
  ) {
    let run = CellRun(
      row: Int(instruction.row), element: Int(instruction.column), count: Int(instruction.count))
    run.forEachRow(of: machine.shape.organisation.columns) { row, columns, done in
      body(row, columns.lowerBound, columns.count, Int(instruction.offset) + done)
    }
  }

  /// Calls a body with the cells of a range in the instruction's bank, row by row.
  @inline(__always)
  private func forEachCell(
    of instruction: Instruction, _ span: Effect.Span, _ cells: borrowing CellMemory,
    _ body: (_ cell: UnsafeMutablePointer<BFloat16>, _ done: Int, _ count: Int) -> Void
  ) {
    let organisation = machine.shape.organisation
    let run = instruction.cells(span, in: organisation)
    run.forEachRow(of: organisation.elementsPerRow) { row, elements, done in
      let start = cells.row(channel: channel, bank: Int(instruction.bank), row: row) + elements.lowerBound
      body(start, done, elements.count)
    }
  }
}
