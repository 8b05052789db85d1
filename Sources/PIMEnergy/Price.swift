internal import PIMHardware
internal import PIMSimulation

/// What a component charges for each unit of activity, yoctojoules. Energy is price times activity, so it is linear.
struct Price: Sendable, Hashable {
  /// By `Command.rawValue`.
  var commands: [Int128] = Array(repeating: 0, count: Command.count)
  /// A command clock cycle of one channel.
  var openCycle: Int128 = 0
  var closedCycle: Int128 = 0
  /// A picosecond of the whole machine.
  var picosecond: Int128 = 0
  var addition: Int128 = 0
  var multiplication: Int128 = 0

  subscript(command: Command) -> Int128 {
    get { commands[Int(command.rawValue)] }
    set { commands[Int(command.rawValue)] = newValue }
  }

  /// Yoctojoules.
  func energy(of activity: Activity) -> Int128 {
    var sum = Command.allCases.reduce(Int128(0)) { $0 + self[$1] * Int128(activity.commands[$1]) }
    sum += openCycle * Int128(activity.openCycles) + closedCycle * Int128(activity.closedCycles)
    sum += picosecond * Int128(activity.time)
    sum += addition * Int128(activity.asicAdditions) + multiplication * Int128(activity.asicMultiplications)
    return sum
  }
}
