internal import PIMResults

/// Merges the commands of all channels into one order (by edge, then channel) and passes them to a sink.
final class CommandCollector {
  private var pending: [IssuedCommand] = []
  private let sink: (IssuedCommand) -> Void

  init(sink: @escaping (IssuedCommand) -> Void) { self.sink = sink }

  func take(_ log: inout [IssuedCommand], channel: Int) {
    for var command in log {
      command.channel = Int16(channel)
      pending.append(command)
    }
    log.removeAll(keepingCapacity: true)
  }

  /// Passes on all commands before the edge.
  func flush(before edge: Int64) {
    if pending.isEmpty || edge <= 0 { return }
    pending.sort { ($0.cycle, $0.channel) < ($1.cycle, $1.channel) }
    let end = pending.firstIndex { $0.cycle >= edge } ?? pending.count
    for command in pending[..<end] { sink(command) }
    pending.removeSubrange(..<end)
  }
}
