internal import PIMHardware
internal import PIMSimulation

extension Request {
  /// Drops the column if time does not depend on it. Time depends only on the point at which the request
  /// crosses into another row.
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
