internal import PIMHardware

extension Operand.Unit {
  /// The lowest and the highest integer on a machine; not meaningful for constants.
  package func range(in shape: MachineShape) -> (lowest: Int64, highest: Int64) {
    let organisation = shape.organisation
    let largest = Int64(Int32.max)
    let sram = Int64(shape.sramElements)
    return switch self {
    case .channels: (0, Int64(organisation.channels) - 1)
    case .bank: (0, Int64(organisation.banks) - 1)
    case .row: (0, Int64(organisation.rows) - 1)
    case .column: (0, Int64(organisation.columns) - 1)
    case .columnCount: (1, min(Int64(organisation.rows) * Int64(organisation.columns), largest))
    case .burst: (0, Int64(shape.globalBufferColumns) - 1)
    case .lane: (0, Int64(organisation.elementsPerColumn) - 1)
    case .address: (0, sram - 1)
    case .elementCount, .vectorCount: (1, sram)
    case .stride: (0, sram)
    case .index: (0, largest)
    case .nonNegative, .factor: (-largest, largest)
    case .flag: (0, 1)
    case .bankCount: (1, Int64(organisation.banks))
    case .channelCount: (1, Int64(organisation.channels))
    }
  }

  /// The allowed values in words, for a message.
  package func expectation(in shape: MachineShape) -> String {
    let (lowest, highest) = range(in: shape)
    let span = "\(lowest) to \(highest)"
    return switch self {
    case .channels: "channels of \(span)"
    case .bank: "a bank, \(span)"
    case .row: "a row, \(span)"
    case .column: "a column, \(span)"
    case .columnCount: "a number of columns, \(span)"
    case .burst: "a burst of the global buffer, \(span)"
    case .lane: "a lane, \(span)"
    case .address: "an element of the SRAM, \(span)"
    case .elementCount: "a number of elements, \(span)"
    case .vectorCount: "a number of vectors, \(span)"
    case .stride: "a distance in elements, \(span)"
    case .index: "an index, \(span)"
    case .nonNegative: "a finite number, 0 or more"
    case .factor: "a finite number"
    case .flag: "0 or 1"
    case .bankCount: "a number of banks, \(span)"
    case .channelCount: "a number of channels, \(span)"
    }
  }
}
