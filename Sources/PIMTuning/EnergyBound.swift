internal import PIMEnergy
internal import PIMExperiments
internal import PIMHardware
internal import PIMResults
internal import PIMWorkload

/// The least energy of a run under any mapping: what its products cost, and what the machine draws in the
/// least time. docs/tuning.md has the proof.
enum EnergyBound {
  /// The bound in yoctojoules; 0 if a component has no price, if a price is negative, or if channels do
  /// not multiply.
  ///
  /// - Parameter latency: the least time of the run, picoseconds.
  static func yoctojoules(_ base: Experiment, positions: Range<Int>, latency: Int64) -> Int128 {
    let system = base.system
    guard system.hasMACUnits else { return 0 }
    let organisation = system.organisation
    let atOnce = organisation.banks * organisation.elementsPerColumn
    let (model, run) = (base.model, base.run)
    var activity = Activity()
    var (macs, opens) = (0, 0)
    for position in positions {
      let head = run.lmHead && run.generates(at: position) ? model.headMACs : 0
      macs += (model.layerMACs(position: position) + head + atOnce - 1) / atOnce
      // A product with one token in the caches; the rest are weights, each used once. A row holds so many
      // columns, and each channel may find one row open.
      let weights = model.layerMACs(position: 0) - 2 * model.layers * model.attentionWidth + head
      opens += max(0, weights / atOnce / organisation.columns - organisation.channels)
    }
    activity.commands.counts[Int(Command.MAC16.rawValue)] = Int64(macs)
    activity.commands.counts[Int(Command.ACT16.rawValue)] = Int64(opens)
    activity.time = latency
    let cycles = latency / system.commandClockPicoseconds * Int64(organisation.channels)
    let everything = EnergyModel(system)
    // Banks are open or closed, whichever draws less.
    return [\Activity.openCycles, \Activity.closedCycles].map { kind in
      var own = activity
      own[keyPath: kind] = cycles
      let model = EnergyModel(system, of: own)
      return model.notModelled.isEmpty && !everything.hasNegativePrice ? model.ledger(of: own).total : 0
    }.min() ?? 0
  }
}
