internal import PIMHardware
internal import PIMResults

/// The price of a component per unit of activity, in yoctojoules. Energy is price times activity, and
/// therefore linear.
struct Price: Sendable, Hashable {
  /// Per command, by `Command.rawValue`.
  var commands: [Int128] = Array(repeating: 0, count: Command.count)
  /// Per cycle of the command clock and channel with a bank open.
  var openCycle: Int128 = 0
  /// Per cycle of the command clock and channel with all banks closed.
  var closedCycle: Int128 = 0
  /// Per picosecond of the run.
  var picosecond: Int128 = 0
  /// Per addition of the ASIC.
  var addition: Int128 = 0
  /// Per multiplication of the ASIC.
  var multiplication: Int128 = 0

  subscript(command: Command) -> Int128 {
    get { commands[Int(command.rawValue)] }
    set { commands[Int(command.rawValue)] = newValue }
  }

  /// Adds each price of another.
  static func += (a: inout Price, b: Price) {
    for index in a.commands.indices { a.commands[index] += b.commands[index] }
    a.openCycle += b.openCycle
    a.closedCycle += b.closedCycle
    a.picosecond += b.picosecond
    a.addition += b.addition
    a.multiplication += b.multiplication
  }

  /// The energy of an activity, in yoctojoules.
  func energy(of activity: Activity) -> Int128 {
    // Most components have a price for few commands.
    var sum: Int128 = 0
    for index in commands.indices where commands[index] != 0 {
      sum += commands[index] * Int128(activity.commands.counts[index])
    }
    sum += openCycle * Int128(activity.openCycles) + closedCycle * Int128(activity.closedCycles)
    sum += picosecond * Int128(activity.time)
    sum += addition * Int128(activity.asicAdditions) + multiplication * Int128(activity.asicMultiplications)
    return sum
  }
}
