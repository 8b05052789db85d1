import PIMHardware
import PIMInstructions
import PIMNumerics
import Testing

@testable import PIMExecution

/// The record of written values against one that keeps a set of written elements.
@Suite struct WriteTrackerTests {
  private struct Cell: Hashable {
    var channel, bank, row, element: Int
  }

  private struct Row: Hashable {
    var channel, row: Int
  }

  /// What the tracker records, kept element by element.
  private struct Record {
    let organisation: System.Organisation
    var written: Set<Cell> = []
    var cleared: Set<Row> = []
    /// Lanes of data in each burst of the global buffer, by channel; nil: never written.
    var bursts: [[Int?]]
    /// True for each bank whose accumulator must not be stored, by channel.
    var isTainted: [[Bool]]

    init(_ machine: MachineModel) {
      organisation = machine.shape.organisation
      bursts = Array(
        repeating: Array(repeating: nil, count: machine.shape.globalBufferColumns),
        count: organisation.channels)
      isTainted = Array(
        repeating: Array(repeating: !machine.readClears, count: organisation.banks),
        count: organisation.channels)
    }

    mutating func clear(_ rows: Range<Int>) {
      written = written.filter { !rows.contains($0.row) }
      for channel in 0..<organisation.channels {
        for row in rows { cleared.insert(Row(channel: channel, row: row)) }
      }
    }

    /// A lane is taken from a cell that holds nothing: never cleared, or cleared and multiplied with data.
    mutating func multiply(_ channel: Int, banks: Range<Int>, row: Int, column: Int, count: Int) {
      let lanes = organisation.elementsPerColumn
      for bank in banks {
        for step in 0..<count {
          let (down, place) = (column + step).quotientAndRemainder(dividingBy: organisation.columns)
          let isCleared = cleared.contains(Row(channel: channel, row: row + down))
          for lane in 0..<(isCleared ? bursts[channel][step] ?? 0 : lanes) {
            let cell = Cell(channel: channel, bank: bank, row: row + down, element: place * lanes + lane)
            if !written.contains(cell) { isTainted[channel][bank] = true }
          }
        }
      }
    }
  }

  @Test(arguments: 0..<40) func doesWhatASetOfElementsDoes(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    func pick(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + random.nextIndex(below: range.count)
    }
    let system = makeSystem(
      channels: pick(1...2), banksPerGroup: pick(1...3), rows: 64, columns: pick(1...4),
      lanes: [1, 4, 16, 32][pick(0...3)], globalBufferColumns: 3, readClears: pick(0...1) == 1)
    let machine = try MachineModel(system)
    let organisation = system.organisation
    var (tracker, record) = (WriteTracker(machine), Record(machine))
    for step in 0..<400 {
      let (channel, bank) = (pick(0...organisation.channels - 1), pick(0...organisation.banks - 1))
      let row = pick(0...5)
      switch pick(0...9) {
      case 0 where pick(0...3) == 0:
        let rows = row..<row + pick(0...2)
        tracker.clear(rows)
        record.clear(rows)
      case 0...4:
        let first = pick(0...organisation.elementsPerRow - 1)
        let isWhole = pick(0...2) == 0
        let elements =
          isWhole
          ? 0..<organisation.elementsPerRow : first..<first + pick(1...organisation.elementsPerRow - first)
        tracker.write(channel: channel, bank: bank, row: row, elements: elements)
        for element in elements {
          record.written.insert(Cell(channel: channel, bank: bank, row: row, element: element))
        }
      case 5:
        let first = pick(0...2)
        let elements = pick(1...(3 - first) * organisation.elementsPerColumn)
        tracker.writeBuffer(channel, firstBurst: first, elements: elements)
        for index in 0..<elements {
          let (burst, lane) = index.quotientAndRemainder(dividingBy: organisation.elementsPerColumn)
          record.bursts[channel][first + burst] = lane + 1
        }
      case 6...7:
        let banks = pick(0...1) == 0 ? bank..<bank + 1 : 0..<organisation.banks
        let (column, count) = (pick(0...organisation.columns - 1), pick(1...3))
        tracker.multiply(
          channel, banks: banks, row: row, column: column, count: count, burst: 0, instruction: step)
        record.multiply(channel, banks: banks, row: row, column: column, count: count)
      case 8:
        tracker.preset(channel)
        record.isTainted[channel] = record.isTainted[channel].map { _ in false }
      default:
        tracker.read(channel)
        if machine.readClears { record.isTainted[channel] = record.isTainted[channel].map { _ in false } }
      }
      let count = pick(1...organisation.banks)
      #expect(
        tracker.firstTainted(channel, banks: count)
          == record.isTainted[channel][..<count].firstIndex(of: true),
        "step \(step)")
      #expect(
        tracker.firstUnwrittenBurst(channel, 0..<3) == record.bursts[channel].firstIndex { $0 == nil })
      #expect(
        tracker.isKnown(channel: channel, row: row)
          == record.cleared.contains(Row(channel: channel, row: row)))
      let element = pick(0...organisation.elementsPerRow - 1)
      #expect(
        tracker.isWritten(channel: channel, bank: bank, row: row, element: element)
          == record.written.contains(Cell(channel: channel, bank: bank, row: row, element: element)))
    }
  }
}
