internal import PIMConfiguration
internal import PIMEnergy
internal import PIMHardware
internal import PIMInstructions
internal import PIMResults

extension RunMeasurement {
  /// Writes the times of the run. The entries by operator, by layer and by position each sum, with
  /// `refresh_debt_ps`, to `total_ps`.
  ///
  /// - Parameters:
  ///   - positionBounds: the lower bound of each position; nil for a trace, which has none.
  ///   - machineBounds: the lower bound of each position for every mapping; empty if it is not known.
  func writeLatency(
    positionBounds: [Int64]?, machineBounds: [Int64], to json: inout JSONWriter
  ) throws(JSONWriter.Failure) {
    try json.object("latency") { json throws(JSONWriter.Failure) in
      json.member("total_ps", result.time)
      try json.member("total_ms", Double(result.time) / 1e9)
      json.member("refresh_debt_ps", result.debtTime)
      Self.write(result.causes, to: &json)
      json.array("by_operator") { json in
        for (kind, ledger) in zip(OperatorKind.allCases, result.operators) where ledger.total != 0 {
          json.object { json in
            json.member("operator", kind.rawValue)
            json.member("latency_ps", ledger.total)
            Self.write(ledger, to: &json)
          }
        }
      }
      json.array("by_layer") { json in
        for (index, ledger) in result.layers.enumerated() where index > 0 || hasShare(row: 0) {
          json.object { json in
            if index == 0 { json.memberNull("layer") } else { json.member("layer", index - 1) }
            json.member("latency_ps", ledger.total)
            Self.write(ledger, to: &json)
            writeOperators(ofRow: index, to: &json)
          }
        }
      }
      json.object("by_position") { json in
        json.array("position") { json in for token in result.tokens { json.value(token.position) } }
        json.array("latency_ps") { json in for token in result.tokens { json.value(token.time) } }
        if let positionBounds {
          json.array("lower_bound_ps") { json in for bound in positionBounds { json.value(bound) } }
        }
        if !machineBounds.isEmpty {
          json.array("machine_bound_ps") { json in for bound in machineBounds { json.value(bound) } }
        }
      }
    }
  }

  /// True if a layer, or what is outside the layers (row 0), has time or energy.
  func hasShare(row: Int) -> Bool {
    result.layers[row].total != 0 || energy.division?.layers[row].contains { $0 != 0 } ?? false
  }

  /// Writes the operators of a layer; index 0 is outside the layers.
  private func writeOperators(ofRow index: Int, to json: inout JSONWriter) {
    guard let division = energy.division else {
      json.object("by_operator_ps") { json in
        for (kind, time) in zip(OperatorKind.allCases, result.layerOperators[index]) where time != 0 {
          json.member(kind.rawValue, time)
        }
      }
      return
    }
    json.member("energy_yj", "\(division.layers[index].reduce(0, +))")
    json.array("by_operator") { json in
      for kind in OperatorKind.allCases {
        let (own, energy) = (result.spending[index][kind.index], division.layers[index][kind.index])
        if own.causes.total == 0 && energy == 0 { continue }
        json.object { json in
          json.member("operator", kind.rawValue)
          json.member("latency_ps", own.causes.total)
          Self.write(own.causes, to: &json)
          json.member("energy_yj", "\(energy)")
        }
      }
    }
  }

  /// Writes the counters of commands, rows, links, ASIC and refresh.
  func writeCounters(to json: inout JSONWriter) throws(JSONWriter.Failure) {
    try json.object("rows") { json throws(JSONWriter.Failure) in
      try Self.write("mac_columns", macRowHits, to: &json)
      try Self.write("all_columns", allRowHits, to: &json)
    }
    json.object("commands") { json in
      json.member("total", commands.total)
      write(commands, to: &json)
      json.array("by_channel") { json in
        for (channel, counters) in result.channels.enumerated() {
          json.object { json in
            json.member("channel", channel)
            json.member("total", counters.commands.total)
            write(counters.commands, to: &json)
          }
        }
      }
    }
    json.object("instructions") { json in
      json.member("blocks", result.blocks)
      json.member("channels", result.work.channelInstructions)
      json.member("asic", result.work.asicInstructions)
    }
    try json.object("links") { json throws(JSONWriter.Failure) in
      let bytes = linkBytes(commands)
      json.member("to_channels_bytes", bytes.toChannel)
      json.member("from_channels_bytes", bytes.fromChannel)
      try json.array("by_channel") { json throws(JSONWriter.Failure) in
        for (channel, counters) in result.channels.enumerated() {
          let bytes = linkBytes(counters.commands)
          try json.object { json throws(JSONWriter.Failure) in
            json.member("channel", channel)
            json.member("to_channel_bytes", bytes.toChannel)
            json.member("from_channel_bytes", bytes.fromChannel)
            try json.member("busy_share", share(linkTime(counters.commands)))
          }
        }
      }
    }
    try json.object("asic") { json throws(JSONWriter.Failure) in
      json.member("busy_ps", result.work.asicBusy)
      try json.member("busy_share", share(result.work.asicBusy))
      json.member("additions", result.work.asicAdditions)
      json.member("multiplications", result.work.asicMultiplications)
    }
    json.object("refresh") { json in
      json.member("policy", system.refresh.policy.rawValue)
      json.member("count", commands[.REFab] + commands[.REFpb])
      json.member("largest_debt", largestDebt)
      json.member("debt_paid_at_end", result.debtPaid)
      json.member("debt_paid_at_end_ps", result.debtTime)
    }
    json.array("channels") { json in
      for (channel, counters) in result.channels.enumerated() {
        json.object { json in
          json.member("channel", channel)
          json.member("open_cycles", counters.openCycles)
          json.member("largest_refresh_debt", counters.largestDebt)
          json.object("row_misses") { json in
            for command in Command.allCases where counters.misses[command] != 0 {
              json.member(command.mnemonic, counters.misses[command])
            }
          }
        }
      }
    }
  }

  /// The largest number of refreshes that a channel owed at once.
  var largestDebt: Int64 { result.channels.reduce(0) { max($0, $1.largestDebt) } }

  private static func write(_ ledger: Ledger, to json: inout JSONWriter) {
    json.object("by_cause_ps") { json in
      for cause in Cause.allCases where ledger[cause] != 0 { json.member(cause.key, ledger[cause]) }
    }
  }

  private static func write(
    _ name: String, _ hits: RowHits, to json: inout JSONWriter
  ) throws(JSONWriter.Failure) {
    try json.object(name) { json throws(JSONWriter.Failure) in
      json.member("accesses", hits.accesses)
      json.member("hits", hits.hits)
      json.key("hit_rate")
      if let rate = hits.rate { try json.value(rate) } else { json.null() }
    }
  }

  /// Writes the count of every command of the system's command set, zeros included.
  private func write(_ counts: CommandCounts, to json: inout JSONWriter) {
    json.object("by_kind") { json in
      for command in Command.allCases where system.has(command) || counts[command] != 0 {
        json.member(command.mnemonic, counts[command])
      }
    }
  }
}
