internal import PIMEnergy
internal import PIMHardware

extension RunMeasurement {
  /// The table of energy by component, with the average power and the components that are not modelled.
  var energyText: String {
    var table = TextTable([.left, .right, .right, .left])
    let unit = energyUnit
    table.row("component", unit.name, "share")
    let modelled = EnergyComponent.allCases.filter { energy.model.isModelled($0) }
    let largest = modelled.compactMap { energy.share($0) }.max() ?? 0
    for component in modelled {
      guard let joules = energy.joules(component) else { continue }
      let share = energy.share(component) ?? 0
      table.row(
        component.title, NumberText.fixed(joules / unit.joules, 3), NumberText.percent(share),
        NumberText.bar(Int64(share * 1e9), of: Int64(largest * 1e9)))
    }
    table.row(
      "total", NumberText.fixed(energy.joules / unit.joules, 3),
      NumberText.percent(energy.joules == 0 ? 0 : 1))
    var text =
      "Where the energy goes, by component, \(energy.model.accounting.rawValue) accounting\n\n" + table.text
    if let power = energy.averagePower {
      text +=
        "\n  average power \(NumberText.power(power)); energy-delay product \(NumberText.significant(energy.energyDelayProduct * 1e3)) mJ s\n"
    }
    for (component, missing) in energy.model.notModelled {
      text += "  not modelled: \(component.title), for want of \(missing.joined(separator: ", "))\n"
    }
    return text
  }

  /// The common unit of all energies in the table.
  var energyUnit: (name: String, joules: Double) {
    energy.joules >= 10 ? ("J", 1) : energy.joules >= 0.01 || energy.joules == 0 ? ("mJ", 1e-3) : ("µJ", 1e-6)
  }
}
