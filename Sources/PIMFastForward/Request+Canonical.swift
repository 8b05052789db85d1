internal import PIMHardware
internal import PIMSimulation

extension Request {
  /// Drops which columns it works on, as far as time does not depend on it: all that counts is where it goes
  /// on into another row.
  mutating func forgetColumns(_ columns: Int32) {
    if isContended { return }
    guard command.role == .column else {
      column = 0
      return
    }
    row += column / columns
    column %= columns
    if column + count <= columns { column = 0 }
  }
}
