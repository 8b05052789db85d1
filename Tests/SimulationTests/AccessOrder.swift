import PIMExecution
import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMMapping
import PIMNumerics

@testable import PIMResults
@testable import PIMSimulation

/// Timing held against values: what commands do to the cells of a machine, in the order of a command trace,
/// is what execution does in the order of the program.
enum AccessOrder {
  /// One column of an instruction on one channel.
  struct Piece {
    /// Of the program's instructions.
    var instruction: Int
    var channel: Int
    /// Which of its columns.
    var index: Int
    var cycle: Int64
  }

  /// An instruction on its way through a channel.
  private struct Pending {
    let instruction: Int
    var access: Access
    let isHostAccess: Bool
  }

  /// The instructions of blocks, with rows as they are.
  static func instructions(of blocks: [Block]) -> [Instruction] {
    blocks.flatMap { block in
      block.template.instructions.map {
        var instruction = $0
        instruction.row += block.rowOffset
        return instruction
      }
    }
  }

  /// Whether a command moves data: it is of the instruction, and does not only make ready for it.
  private static func moves(_ command: Command) -> Bool { command.role == .column || command.role == .buffer }

  /// Finds for each command that moves data the instruction that it is of: the oldest one of the channel
  /// whose next column it is.
  ///
  /// - Returns: the pieces in the order of the commands, or what is out of order. Only bank reads and writes
  ///   pass one another, and not at a cell that one of the two writes.
  static func pieces(_ program: [Instruction], _ commands: [IssuedCommand], _ system: System)
    -> (pieces: [Piece], fault: String?)
  {
    let columns = Int32(system.organisation.columns)
    var pending = Array(repeating: [Pending](), count: system.organisation.channels)
    for (index, instruction) in program.enumerated() {
      guard let request = Request(instruction, organisation: system.organisation), moves(request.command)
      else {
        continue
      }
      let access = Access(request, rowOffset: 0, columns: columns)
      instruction.channels.forEach {
        pending[$0].append(
          Pending(instruction: index, access: access, isHostAccess: request.command.isHostAccess))
      }
    }
    var pieces: [Piece] = []
    for command in commands where moves(command.command) {
      let channel = Int(command.channel)
      var passed: [Access] = []
      var passesOthers = false
      var place: Int?
      for (index, candidate) in pending[channel].enumerated() {
        let access = candidate.access
        let isNext =
          access.command == command.command && (command.bank < 0 || access.bank == Int(command.bank))
          && (!access.command.namesRow || access.row == command.row) && access.column == command.column
        if isNext {
          place = index
          if passesOthers || (index > 0 && !candidate.isHostAccess) {
            return (pieces, "\(command) passes what comes before it")
          }
          break
        }
        if !candidate.isHostAccess { passesOthers = true }
        passed.append(access)
      }
      guard let place else { return (pieces, "\(command) is of no instruction") }
      let access = pending[channel][place].access
      let cell = access.cells(columns: columns).lowerBound
      for older in passed
      where older.contends(with: access) && older.cells(columns: columns).contains(cell) {
        return (pieces, "\(command) passes an older access to the same cell")
      }
      let instruction = pending[channel][place].instruction
      let whole = Request(program[instruction], organisation: system.organisation)!
      pieces.append(
        Piece(
          instruction: instruction, channel: channel, index: Int(whole.count - access.remaining),
          cycle: command.cycle))
      pending[channel][place].access.next(columns: columns)
      if pending[channel][place].access.remaining == 0 { pending[channel].remove(at: place) }
    }
    let left = pending.joined().count
    return (pieces, left == 0 ? nil : "\(left) instructions are not carried out")
  }

  /// What differs between the values that a program's bank accesses leave and those that its commands leave,
  /// or nil.
  ///
  /// All other instructions are left out, the program is simulated anew, and then executed twice: as it is,
  /// and cut into columns in the order in which they were issued.
  static func difference(_ random: RandomCase, isFromHost: Bool) throws -> String? {
    let system = random.system
    let program = instructions(of: random.blocks).filter {
      [.RD_SBK, .WR_SBK, .WR_ABK].contains($0.opcode) && $0.address != Instruction.none
    }.map { withoutUnusedOperands($0, banks: Int32(system.organisation.banks)) }
    if program.isEmpty { return nil }
    let whole = block(program)
    let (_, commands) = try Simulator(system, schedule: random.schedule).trace(
      [whole], isFromHost: isFromHost)
    let found = pieces(program, commands, system)
    if let fault = found.fault { return fault }
    // At one edge channels go in the order of the program: what completes at once may be used at once.
    let order = found.pieces.enumerated().sorted {
      ($0.element.cycle, $0.element.instruction, $0.offset)
        < ($1.element.cycle, $1.element.instruction, $1.offset)
    }
    let cut = order.compactMap { piece($0.element, of: program[$0.element.instruction], system) }
    let rows = 1 + (cut.map { Int($0.row) }.max() ?? 0)
    let expected = try values(after: whole, rows: rows, system)
    let actual = try values(after: block(cut), rows: rows, system)
    if let at = expected.indices.first(where: { expected[$0] != actual[$0] }) {
      return "place \(at) holds \(actual[at]) in the order of commands, \(expected[at]) in the program's"
    }
    return nil
  }

  /// Random programs have numbers in operands that an opcode does not use, and lengths beyond what it takes;
  /// execution refuses them.
  private static func withoutUnusedOperands(_ random: Instruction, banks: Int32) -> Instruction {
    var instruction = Instruction(random.opcode)
    (instruction.channels, instruction.row, instruction.column) = (random.channels, random.row, random.column)
    (instruction.address, instruction.length) = (random.address, random.length)
    if random.opcode == .WR_ABK {
      instruction.length = min(random.length, banks * Int32(random.channels.count))
    } else {
      instruction.bank = random.bank
    }
    if random.opcode != .RD_SBK { instruction.offset = random.offset }
    return instruction
  }

  private static func block(_ instructions: [Instruction]) -> Block {
    Block(
      template: Template(id: 0, instructions: instructions), rowOffset: 0,
      label: BlockLabel(position: 0, layer: -1, kind: .other))
  }

  /// One column of an instruction on one channel as an instruction; nil where nothing of it is written.
  private static func piece(_ piece: Piece, of whole: Instruction, _ system: System) -> Instruction? {
    let (lanes, banks) = (Int32(system.organisation.elementsPerColumn), Int32(system.organisation.banks))
    var part = whole
    part.channels = .only(piece.channel)
    let before = whole.channels.rawValue & ((1 << UInt64(piece.channel)) - 1)
    let place = Int32(before.nonzeroBitCount)
    if whole.opcode == .WR_ABK {
      part.address += place * banks
      part.length = min(banks, whole.length - place * banks)
      return part.length > 0 ? part : nil
    }
    let columns = Int32(system.organisation.columns)
    let lane = whole.opcode == .WR_SBK ? whole.offset : 0
    let first = max(0, Int32(piece.index) * lanes - lane)
    let end = min(whole.length, Int32(piece.index + 1) * lanes - lane)
    part.row += (whole.column + Int32(piece.index)) / columns
    part.column = (whole.column + Int32(piece.index)) % columns
    part.offset = piece.index == 0 ? lane : 0
    part.address += place * whole.length + first
    part.length = end - first
    return part
  }

  /// All that SRAM and banks hold after a block, on a machine where every place has a value of its own
  /// before.
  private static func values(after block: Block, rows: Int, _ system: System) throws -> [BFloat16] {
    let organisation = system.organisation
    var executor = try Executor(MachineModel(system))
    executor.usesThreads = false
    var random = SeededGenerator(seed: 1)
    func some(_ count: Int) -> [BFloat16] {
      (0..<count).map { _ in BFloat16(bitPattern: UInt16(random.nextIndex(below: 0x7F00))) }
    }
    let elements = SRAMRange(0, Int32(min(executor.machine.shape.sramElements, 1 << 16)))
    executor.write(some(Int(elements.count)), at: 0)
    func location(_ channel: Int, _ bank: Int) -> CellLocation {
      CellLocation(channel: channel, bank: bank, row: 0, column: 0, lane: 0)
    }
    for channel in 0..<organisation.channels {
      for bank in 0..<organisation.banks {
        executor.write(some(rows * organisation.elementsPerRow), at: location(channel, bank))
      }
    }
    try executor.execute(block)
    var values = executor.values(in: elements)
    for channel in 0..<organisation.channels {
      for bank in 0..<organisation.banks {
        for element in 0..<rows * organisation.elementsPerRow {
          var place = location(channel, bank)
          place.row = element / organisation.elementsPerRow
          place.column = element % organisation.elementsPerRow / organisation.elementsPerColumn
          place.lane = element % organisation.elementsPerColumn
          values.append(executor.cell(place).value)
        }
      }
    }
    return values
  }
}
