package import PIMConfiguration

/// The meaning of a change of a system's key for what the machine costs. Every key of a system has one.
package enum CostClass: Sendable, Hashable {
  /// Hardware whose area, power and energy follow from `costs.asic`.
  case asic
  /// Hardware whose area, power and energy follow from `costs.channel`.
  case channel
  /// No hardware: a name, a notation, a policy, an algorithm.
  case free
  /// Hardware, or a time that hardware has to reach, for which no cost is known.
  case uncosted
  /// A constant of the costs themselves. A change is another assumption about the same machine.
  case assumption
}

extension CostClass {
  /// The classes of all keys. A name ending in a point stands for all keys below it.
  static let table: [(key: String, class: CostClass)] = [
    ("name", .free), ("description", .free), ("trace.", .free), ("refresh.", .free),
    ("asic.functions.", .free),
    ("asic.clock", .asic), ("asic.adders", .asic), ("asic.multipliers", .asic), ("asic.sram", .asic),
    ("organisation.channels", .channel), ("organisation.burst", .channel), ("macUnit.lanes", .channel),
    ("globalBuffer.size", .channel),
    ("clock.command", .uncosted), ("organisation.bankGroups", .uncosted),
    ("organisation.banksPerGroup", .uncosted), ("organisation.rows", .uncosted),
    ("organisation.rowSize", .uncosted), ("link.pins", .uncosted), ("link.rate", .uncosted),
    ("macUnit.readClears", .uncosted), ("timing.", .uncosted), ("commands", .uncosted),
    ("modes.", .uncosted), ("autoPrecharge", .uncosted), ("rules", .uncosted), ("completion.", .uncosted),
    ("asic.adderLatency", .uncosted), ("asic.multiplierLatency", .uncosted), ("host.", .uncosted),
    ("asic.area", .assumption), ("electrical.", .assumption), ("costs.", .assumption),
  ]

  /// The class of a key of a system.
  ///
  /// - Parameter path: a path that begins below `system`, such as `timing.tRP`. Indices and what is below
  ///   them do not count.
  /// - Returns: nil if the table does not have the key.
  package init?(of path: ConfigurationPath) {
    let key = Self.name(of: path)
    let entry = Self.table.first { entry in
      entry.key == key || entry.key.hasSuffix(".") && (key + ".").hasPrefix(entry.key)
    }
    guard let entry else { return nil }
    self = entry.class
  }

  /// The keys of a path up to the first index: `rules` for `rules[3].delay`.
  package static func name(of path: ConfigurationPath) -> String {
    let keys = path.components.prefix { if case .key = $0 { true } else { false } }
    return "\(ConfigurationPath(Array(keys)))"
  }
}

extension System {
  /// True if the machine has the costs that a key of the class needs.
  package func hasCosts(of costClass: CostClass) -> Bool {
    switch costClass {
    case .asic: costs?.asic != nil
    // A burst that is not the lanes of a MAC unit has no reference.
    case .channel: costs?.channel != nil && hasMACUnits
    case .free: true
    case .uncosted, .assumption: false
    }
  }
}
