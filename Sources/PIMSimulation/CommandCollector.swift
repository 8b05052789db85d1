internal import PIMInstructions
internal import PIMResults

/// Hands out the commands of all channels: one by one in one order (by edge, then channel), or in batches.
final class CommandCollector {
  private let receiver: Receiver
  private var pending: [IssuedCommand] = []

  enum Receiver {
    /// Takes every command of every channel.
    case one((IssuedCommand) -> Void)
    /// Takes commands of channels that issue the same ones.
    case batch(([IssuedCommand], ChannelMask) -> Void)
  }

  init(_ receiver: Receiver) { self.receiver = receiver }

  /// True if channels have to be simulated one by one.
  var isByChannel: Bool {
    if case .one = receiver { true } else { false }
  }

  /// Takes the commands that a class of channels has issued.
  func take(_ log: inout [IssuedCommand], of channels: ChannelMask) {
    switch receiver {
    case .one:
      let channel = Int16(channels.rawValue.trailingZeroBitCount)
      for var command in log {
        command.channel = channel
        pending.append(command)
      }
    case .batch(let receive):
      if !log.isEmpty { receive(log, channels) }
    }
    log.removeAll(keepingCapacity: true)
  }

  /// Passes on all commands before the edge.
  func flush(before edge: Int64) {
    guard case .one(let receive) = receiver, !pending.isEmpty, edge > 0 else { return }
    pending.sort { ($0.cycle, $0.channel) < ($1.cycle, $1.channel) }
    let end = pending.firstIndex { $0.cycle >= edge } ?? pending.count
    for command in pending[..<end] { receive(command) }
    pending.removeSubrange(..<end)
  }
}
