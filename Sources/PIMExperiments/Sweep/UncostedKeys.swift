internal import PIMConfiguration
internal import PIMHardware

/// The keys of the system that a point varies without a cost. Such a point gets what it varies for nothing,
/// so it does not compete in the Pareto front.
package struct UncostedKeys: Sendable, Hashable {
  /// Hardware without a cost, such as `timing.tRP`.
  package private(set) var hardware: [String] = []
  /// Constants of energy and area, such as `electrical.macPower`: the point is the same design under another
  /// assumption.
  package private(set) var assumptions: [String] = []

  /// True if everything that the point varies has its cost.
  package var isEmpty: Bool { hardware.isEmpty && assumptions.isEmpty }

  /// The remark for tables: `not costed: timing.tRP; assumed: electrical.VDD`; empty if nothing is missing.
  package var text: String {
    [("not costed", hardware), ("assumed", assumptions)].filter { !$0.1.isEmpty }
      .map { "\($0.0): \($0.1.joined(separator: ", "))" }.joined(separator: "; ")
  }

  init() {}

  /// Compares a system with the one that it was varied from.
  ///
  /// - Parameters:
  ///   - system: the decoded system.
  ///   - document: its document.
  ///   - base: the document that it was varied from.
  init(_ system: System, _ document: Node?, variedFrom base: Node?) {
    let (now, before) = (Self.values(document), Self.values(base))
    // In the order of the document, then what was left out.
    var changed = now.list.filter { before.values[$0.path] != $0.value }.map(\.path)
    changed += before.list.map(\.path).filter { now.values[$0] == nil }
    for path in changed {
      let costClass = CostClass(of: path) ?? .uncosted
      if system.hasCosts(of: costClass) { continue }
      let name = CostClass.name(of: path)
      if costClass == .assumption {
        if !assumptions.contains(name) { assumptions.append(name) }
      } else if !hardware.contains(name) {
        hardware.append(name)
      }
    }
  }

  private static func values(_ document: Node?) -> (
    list: [(path: ConfigurationPath, value: String)], values: [ConfigurationPath: String]
  ) {
    let list = (document.map(ResolvedConstant.all) ?? []).map { (path: $0.path, value: $0.value) }
    return (list, Dictionary(list.map { ($0.path, $0.value) }) { first, _ in first })
  }
}

extension Sweep {
  /// The keys of the system that a point varies without a cost.
  ///
  /// - Parameter experiment: the resolved experiment of the point.
  func uncostedKeys(of point: Point, _ experiment: Experiment) -> UncostedKeys {
    let system = "system"
    guard point.settings.contains(where: { $0.path.components.first == .key(system) }) else {
      return UncostedKeys()
    }
    // The machine that the point starts from: of what it sets in the system only the preset.
    let kept = point.settings.compactMap { setting -> Setting? in
      guard setting.path.components.first == .key(system) else { return setting }
      if setting.path.components.count > 1 { return nil }
      guard setting.value.mapping != nil else { return setting }
      // A mapping is laid over the machine below it, which is the one that it names, if any.
      return setting.value[Resolver.extendsKey].map { Setting(path: setting.path, value: $0) }
    }
    // If there is no such machine, everything is varied.
    let base = (try? document(with: kept)).flatMap { try? Experiment($0) }
    return UncostedKeys(experiment.system, experiment.document[system], variedFrom: base?.document[system])
  }
}
