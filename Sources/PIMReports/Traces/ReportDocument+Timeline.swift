internal import PIMInstructions
internal import PIMResults

extension ReportDocument {
  /// Writes a timeline of the report's data: the positions in sequence, their lower bounds, and the operators
  /// of the whole run. Layers, channels and commands are not in a report; `pimgpt simulate --perfetto` writes
  /// them during the run.
  func write(to file: TimelineFile) throws {
    let result = measurement.result
    file.process(1, "positions")
    file.track(1, 1, "positions")
    var (bounds, machine): ([Int64], [Int64]) = ([], [])
    if case .simulation(let record) = content {
      (bounds, machine) = (record.positionBounds, record.machinePositionBounds)
    }
    var time: Int64 = 0
    for (index, token) in result.tokens.enumerated() {
      file.slice(1, 1, "position \(token.position)", from: time, to: time + token.time)
      if index < bounds.count {
        var values: KeyValuePairs<StaticString, Int64> = ["latency": token.time, "bound": bounds[index]]
        if index < machine.count {
          values = ["latency": token.time, "bound": bounds[index], "bound of the machine": machine[index]]
        }
        file.counter(1, "latency and bound, ps", at: time, values)
      }
      time += token.time
    }
    if result.debtTime > 0 { file.slice(1, 1, "refreshes owed", from: time, to: time + result.debtTime) }
    file.process(2, "totals of the run, one after the other, in no order of time")
    file.track(2, 1, "operators")
    file.track(2, 2, "causes")
    time = 0
    for (kind, ledger) in zip(OperatorKind.allCases, result.operators) where ledger.total != 0 {
      file.slice(2, 1, kind.title, from: time, to: time + ledger.total)
      time += ledger.total
    }
    time = 0
    for cause in Cause.allCases where result.causes[cause] > 0 {
      file.slice(2, 2, cause.title, from: time, to: time + result.causes[cause])
      time += result.causes[cause]
    }
  }
}
