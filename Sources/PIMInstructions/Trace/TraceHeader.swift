internal import PIMHardware

/// The header of a trace: the machine and the schedule that the trace was compiled for.
public struct TraceHeader: Hashable, Sendable {
  /// The sizes of the machine.
  public var shape: MachineShape
  /// The schedule of the blocks.
  public var schedule: Schedule

  /// The first word of a trace.
  public static let magic = "pimgpt-trace"
  /// The version of the format that this code reads and writes.
  public static let version = 1

  /// A header of a shape and a schedule.
  public init(shape: MachineShape, schedule: Schedule) {
    self.shape = shape
    self.schedule = schedule
  }
}

extension MachineShape {
  /// A shape from the values of all fields.
  init(_ value: (TraceHeaderField) -> Int) {
    self.init(
      organisation: System.Organisation(
        channels: value(.channels), bankGroups: value(.bankGroups), banksPerGroup: value(.banksPerGroup),
        rows: value(.rows), columns: value(.columns), elementsPerColumn: value(.elementsPerColumn)),
      globalBufferColumns: value(.globalBufferColumns), sramBytes: value(.sramBytes))
  }
}
