package import PIMHardware
package import PIMInstructions

/// The properties of an instruction that determine a channel's time: `count` commands of one kind on
/// consecutive columns. Instructions with equal requests take the same time.
@usableFromInline package struct Request: Hashable, Sendable {
  package var command: Command
  /// Bank of a single-bank command, otherwise 0.
  package var bank: Int16
  package var row: Int32
  package var column: Int32
  package var count: Int32
  /// True if another access of the batch touches a cell of this one, and one of the two writes it; the
  /// columns affect time only then.
  package var isContended = false

  package init(_ command: Command, bank: Int16, row: Int32, column: Int32, count: Int32) {
    (self.command, self.bank) = (command, bank)
    (self.row, self.column, self.count) = (row, column, count)
  }

  /// The request of an instruction, or nil if the instruction is not for channels or moves no data.
  package init?(_ instruction: Instruction, organisation: System.Organisation) {
    guard let command = instruction.opcode.command else { return nil }
    self.command = command
    bank = command.footprint == .bank ? instruction.bank : 0
    row = command.namesRow ? instruction.row : 0
    let accesses = instruction.columnAccesses(lanes: Int32(organisation.elementsPerColumn))
    (column, count) = (accesses.first, accesses.count)
    if count <= 0 { return nil }
  }
}

extension Request {
  /// True if two accesses of a batch touch the same cell of a bank and one of them writes it. Channels are
  /// not distinguished.
  ///
  /// - Complexity: O(*n* log *n*) for *n* accesses.
  package static func contend(_ batch: [Request], columns: Int32) -> Bool {
    if batch.count < 2 || !batch.contains(where: { $0.command == .WR }) { return false }
    let cells = batch.map { request in
      let first = Int64(request.row) * Int64(columns) + Int64(max(request.column, 0))
      return (
        bank: request.bank, first: first, end: first + Int64(request.count), writes: request.command == .WR
      )
    }.sorted { ($0.bank, $0.first) < ($1.bank, $1.first) }
    var (touched, written) = (Int64.min, Int64.min)
    for (index, range) in cells.enumerated() {
      if index > 0 && cells[index - 1].bank != range.bank { (touched, written) = (.min, .min) }
      if range.first < (range.writes ? touched : written) { return true }
      touched = max(touched, range.end)
      if range.writes { written = max(written, range.end) }
    }
    return false
  }
}

extension Command {
  /// True if neighbouring requests of this kind are scheduled together (FR-FCFS).
  package var isHostAccess: Bool { self == .RD || self == .WR }
}
