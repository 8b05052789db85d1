internal import Hardware
internal import Instructions

/// What a channel is asked to do by one instruction: `count` commands of one kind on consecutive columns. Only what timing
/// depends on: two instructions with the same request take the same time.
struct Request: Hashable, Sendable {
  var command: Command
  /// Bank of a single-bank command, otherwise 0.
  var bank: Int16
  var row: Int32
  var column: Int32
  var count: Int32

  /// The request of an instruction, or nil if the instruction is not for channels or moves nothing.
  init?(_ instruction: Instruction, organisation: System.Organisation) {
    let lanes = Int32(organisation.elementsPerColumn)
    func bursts(_ elements: Int32) -> Int32 { (elements + lanes - 1) / lanes }
    let i = instruction
    bank = 0
    row = i.row
    column = i.column
    count = i.count
    switch i.opcode {
    case .WR_GB: (command, column, count) = (.WRGB, i.offset, bursts(i.length))
    case .WR_BIAS: (command, column, count) = (.WRMAC16, 0, 1)
    case .MAC_ABK: command = .MAC16
    case .MAC_SBK: (command, bank) = (.MAC, i.bank)
    case .RD_MAC: (command, column, count) = (.RDMAC16, 0, 1)
    case .RD_SBK: (command, bank, count) = (.RD, i.bank, bursts(i.length))
    case .WR_SBK: (command, bank, count) = (.WR, i.bank, bursts(i.offset + i.length))
    case .WR_ABK: (command, count) = (.WRA16, 1)
    case .COPY_BKGB: (command, bank) = (.RDCP, i.bank)
    case .COPY_GBBK: (command, bank) = (.WRCP, i.bank)
    case .EWMUL: command = .EWMUL16
    case .AF: (command, count) = (.AF16, 1)
    case .RD_AF: (command, column, count) = (.RDAF16, 0, 1)
    case .LAYERNORM, .SUM, .SCALE, .GELU, .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE, .ARGMAX, .SYNC:
      return nil
    }
    if command.role != .column { row = 0 }
    if count <= 0 { return nil }
  }

  /// Whether requests of this kind that stand next to each other are scheduled together (FR-FCFS).
  var isHostAccess: Bool { command == .RD || command == .WR }
}

/// A request on its way: where it stands and what is left of it.
struct Access: Sendable {
  let command: Command
  let bank: Int
  var row: Int32
  var column: Int32
  var remaining: Int32
  /// A row had to be opened for the next column.
  var missed = false

  init(_ request: Request, rowOffset: Int32, columns: Int32) {
    command = request.command
    bank = Int(request.bank)
    row = request.row
    column = request.column
    remaining = request.count
    if command.role == .column {
      row += rowOffset + column / columns
      column %= columns
    }
  }

  /// Goes on to the next column, at the end of a row to the next row.
  @inline(__always)
  mutating func next(columns: Int32) {
    remaining -= 1
    missed = false
    column += 1
    if column == columns && command.role == .column { (row, column) = (row + 1, 0) }
  }
}
