package import PIMEnergy
package import PIMHardware
package import PIMInstructions
package import PIMResults
package import PIMSimulation

/// The timeline of a run, written during the simulation. It has tracks for positions, layers and operators,
/// for the ASIC, and for the commands, rows and link of each channel.
///
/// Consecutive commands of one kind in a channel form one slice; with `hasCommands`, each command is a slice
/// of its own. Slices of a track are disjoint or nested.
public final class Timeline {
  private let file: TimelineFile
  private let clock: Int64
  private let burst: Int64
  /// True if every command is a slice.
  package let hasCommands: Bool
  private let banks: Int
  private let banksPerGroup: Int

  /// A slice that has begun and may still be extended.
  private struct Open {
    var name: String
    var start: Int64
    var end: Int64
    var count: Int64 = 1
  }

  private struct ChannelState {
    var commands: Open?
    var link: Open?
    /// The open row of each bank with its opening time; the last entry is a row opened in all banks at once.
    var rows: [Open?]
  }

  private var channels: [ChannelState]
  private var position: Open?
  private var layer: Open?
  private var frontier: Int64 = 0

  private static let work = 1
  private static let asic = 2
  private static let firstChannel = 10

  /// - Parameters:
  ///   - model: the model's name, for the title.
  ///   - hasCommands: writes a slice for every command.
  package init(_ file: TimelineFile, of model: String, on system: System, hasCommands: Bool) {
    self.file = file
    self.hasCommands = hasCommands
    file.hasCommands = hasCommands
    clock = system.commandClockPicoseconds
    burst = Int64(system.link.burstCycles)
    banks = system.organisation.banks
    banksPerGroup = system.organisation.banksPerGroup
    channels = Array(
      repeating: ChannelState(rows: Array(repeating: nil, count: system.organisation.banks + 1)),
      count: system.organisation.channels)
    file.process(Self.work, "\(model) on \(system.name)")
    for (track, name) in [(1, "positions"), (2, "layers"), (3, "operators")] {
      file.track(Self.work, track, name)
    }
    file.process(Self.asic, "ASIC")
    file.track(Self.asic, 1, "functions")
    for channel in channels.indices {
      let process = Self.firstChannel + channel
      file.process(process, "channel \(channel)")
      file.track(process, 1, "commands")
      file.track(process, 2, "link")
      file.track(process, 3, "row of all banks")
      for bank in 0..<banks { file.track(process, 4 + bank, "row of bank \(bank)") }
    }
  }

  /// The observer that passes blocks and ASIC functions of the run to the timeline.
  package var observer: RunObserver {
    RunObserver(block: { self.block($0, end: $1) }, function: function)
  }

  /// Records the completion of a block. Under the serial schedule a block begins when the previous one
  /// completes.
  package func block(_ label: BlockLabel, end: Int64) {
    let start = frontier
    frontier = end
    extend(&position, "position \(label.position)", start, end, track: 1)
    extend(&layer, label.layer < 0 ? "outside the layers" : "layer \(label.layer)", start, end, track: 2)
    if end > start {
      file.slice(Self.work, 3, label.kind.title, from: start, to: end, ["part": Int64(label.part)])
    }
  }

  /// Records an ASIC function.
  package func function(_ function: IssuedFunction) {
    file.slice(Self.asic, 1, function.cause.title, from: function.start, to: function.end)
  }

  /// Records a command of a channel. Calls are in the order of the clock edges.
  package func command(_ command: IssuedCommand) {
    let channel = Int(command.channel)
    let process = Self.firstChannel + channel
    let start = command.cycle * clock
    let name = command.command.mnemonic
    if hasCommands {
      let end = start + clock
      file.slice(
        process, 1, name, from: start, to: end,
        [
          "cycle": command.cycle + 1, "bank": Int64(command.bank), "row": Int64(command.row),
          "column": Int64(command.column),
        ])
    } else {
      extend(
        &channels[channel].commands, name, start, start + clock, gap: 32 * clock, process: process, track: 1)
    }
    switch command.command.linkUse {
    case .none: break
    case .toChannel:
      extend(
        &channels[channel].link, "to channel", start, start + burst * clock, gap: 0, process: process,
        track: 2)
    case .fromChannel:
      extend(
        &channels[channel].link, "from channel", start, start + burst * clock, gap: 0, process: process,
        track: 2)
    }
    follow(command, process, start)
  }

  /// Writes the power of each window as a counter, in milliwatts.
  package func write(_ profile: PowerProfile) {
    for index in profile.windows.indices {
      file.counter(
        Self.work, "power, mW", at: Int64(index) * profile.window,
        ["power": Int64((profile.power(of: index) * 1e3).rounded())])
    }
    file.counter(Self.work, "power, mW", at: profile.time, ["power": 0])
  }

  /// Ends all slices that are still open.
  ///
  /// - Parameter time: the end of the run.
  package func finish(at time: Int64) {
    flush(&position, Self.work, 1)
    flush(&layer, Self.work, 2)
    for channel in channels.indices {
      let process = Self.firstChannel + channel
      flush(&channels[channel].commands, process, 1)
      flush(&channels[channel].link, process, 2)
      for bank in 0...banks { close(bank, channel, process, max(time, frontier)) }
    }
  }

  // MARK: Rows

  /// Updates the open rows for a command.
  private func follow(_ command: IssuedCommand, _ process: Int, _ time: Int64) {
    let channel = Int(command.channel)
    switch command.command.role {
    case .open:
      for bank in affected(command) {
        close(bank, channel, process, time)
        channels[channel].rows[bank] = Open(name: "row \(command.row)", start: time, end: time)
      }
    case .close:
      if command.command.footprint == .all {
        for bank in 0...banks { close(bank, channel, process, time) }
      } else {
        splitAll(channel, process, time)
        for bank in affected(command) { close(bank, channel, process, time) }
      }
    default: break
    }
  }

  /// Splits the row of all banks into one slice for each bank, when a single bank is closed.
  private func splitAll(_ channel: Int, _ process: Int, _ time: Int64) {
    guard let all = channels[channel].rows[banks] else { return }
    close(banks, channel, process, time)
    for bank in 0..<banks {
      channels[channel].rows[bank] = Open(name: all.name, start: time, end: time)
    }
  }

  private func affected(_ command: IssuedCommand) -> [Int] {
    switch command.command.footprint {
    case .all: return [banks]
    case .group:
      let group = Int(max(0, command.bank)) / banksPerGroup
      return Array(group * banksPerGroup..<min(banks, (group + 1) * banksPerGroup))
    case .bank: return command.bank >= 0 && Int(command.bank) < banks ? [Int(command.bank)] : []
    case .none: return []
    }
  }

  private func close(_ bank: Int, _ channel: Int, _ process: Int, _ time: Int64) {
    guard let open = channels[channel].rows[bank] else { return }
    channels[channel].rows[bank] = nil
    if time > open.start {
      file.slice(process, bank == banks ? 3 : 4 + bank, open.name, from: open.start, to: time)
    }
  }

  // MARK: Slices that go on

  private func extend(_ open: inout Open?, _ name: String, _ start: Int64, _ end: Int64, track: Int) {
    extend(&open, name, start, end, gap: 0, process: Self.work, track: track)
  }

  /// Extends the open slice if it has the same name and the distance is at most the gap; else writes it and
  /// begins another.
  private func extend(
    _ open: inout Open?, _ name: String, _ start: Int64, _ end: Int64, gap: Int64, process: Int, track: Int
  ) {
    if var known = open {
      if known.name == name, start <= known.end + gap {
        known.end = max(known.end, end)
        known.count += 1
        open = known
        return
      }
      // A burst may still be in transfer when the next, in the other direction, is requested.
      known.end = min(known.end, start)
      open = known
      flush(&open, process, track)
    }
    open = Open(name: name, start: start, end: end)
  }

  private func flush(_ open: inout Open?, _ process: Int, _ track: Int) {
    if let known = open, known.end > known.start {
      if process >= Self.firstChannel {
        file.slice(process, track, known.name, from: known.start, to: known.end, ["count": known.count])
      } else {
        file.slice(process, track, known.name, from: known.start, to: known.end)
      }
    }
    open = nil
  }
}
