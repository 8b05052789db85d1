internal import PIMConfiguration
internal import PIMEnergy
internal import PIMHardware
internal import PIMReports
internal import PIMResults
internal import PIMWorkload

/// The stored result of a simulated point: counted integers, from which all other figures are derived.
package struct SweepMeasurement: Sendable, Hashable {
  package var model: String
  /// SHA-256 of the work: model, run and positions. Points with the same work compete in the Pareto front.
  var workload: String
  var configuration: String
  var positions: Int
  var generatedTokens: Int
  package var latencyPicoseconds: Int64
  /// The time of the positions that generate a token.
  var generationPicoseconds: Int64
  /// The energy by component, in the order of `EnergyComponent`; nil for a component that is not modelled.
  var energyYoctojoules: [Int128?]
  var lowerBoundPicoseconds: Double
  var macAccesses: Int64
  var macHits: Int64
  var macUtilisation: Double
  /// The area of the machine.
  var area: MachineArea

  /// The energy of all modelled components.
  var totalYoctojoules: Int128 { energyYoctojoules.reduce(0) { $0 + ($1 ?? 0) } }
  package var energyJoules: Double { EnergyLedger.joules(totalYoctojoules) }
  var latencyMilliseconds: Double { Double(latencyPicoseconds) / 1e9 }
  private var seconds: Double { Double(latencyPicoseconds) / 1e12 }
  var millisecondsPerToken: Double? {
    generatedTokens == 0 ? nil : Double(generationPicoseconds) / Double(generatedTokens) / 1e9
  }
  var joulesPerToken: Double? { generatedTokens == 0 ? nil : energyJoules / Double(generatedTokens) }
  var averageWatts: Double? { latencyPicoseconds == 0 ? nil : energyJoules / seconds }
  var energyDelayProduct: Double { energyJoules * seconds }
  var macRowHitRate: Double? { macAccesses == 0 ? nil : Double(macHits) / Double(macAccesses) }
  var lowerBoundRatio: Double? {
    lowerBoundPicoseconds > 0 ? Double(latencyPicoseconds) / lowerBoundPicoseconds : nil
  }

  /// The area in square millimetres, `225.812 mm²`; empty if it is not known.
  var areaText: String { area.total.map { NumberText.fixed($0.squareMillimetres, 3) + " mm²" } ?? "" }

  /// The objectives of competitors, which are minimised: latency, energy and area. The area is that of the
  /// machine if it is known for all of them, else that of the ASIC if that is, else no objective.
  static func objectives(of competitors: [SweepMeasurement]) -> [[Double]] {
    let areas = [competitors.compactMap(\.area.total), competitors.compactMap(\.area.asic)]
      .first { $0.count == competitors.count }
    return competitors.enumerated().map { index, measured in
      [Double(measured.latencyPicoseconds), measured.energyJoules]
        + (areas.map { [Double($0[index].squareMicrometres)] } ?? [])
    }
  }

  func joules(_ component: EnergyComponent) -> Double? {
    energyYoctojoules[component.rawValue].map(EnergyLedger.joules)
  }
}

extension SweepMeasurement {
  init(_ record: SimulationRecord, of experiment: Experiment) {
    model = experiment.model.name
    configuration = experiment.configuration.hash
    let work = experiment.document.mapping?.entries.filter {
      $0.key.name != "system" && $0.key.name != "mapping"
    }
    let described = canonicalText(
      of: Node(.mapping(Node.Mapping(work ?? [])), mark: experiment.document.mark))
    let range = "positions \(record.positions.lowerBound)..<\(record.positions.upperBound)\n"
    workload = SHA256.hexadecimal(Array((described + range).utf8))
    positions = record.positions.count
    generatedTokens = record.generatedTokens
    latencyPicoseconds = record.result.time
    generationPicoseconds = record.generationTime
    energyYoctojoules = EnergyComponent.allCases.map { record.measurement.energy.ledger[$0] }
    lowerBoundPicoseconds = record.tightestBound?.picoseconds ?? 0
    macAccesses = record.measurement.macRowHits.accesses
    macHits = record.measurement.macRowHits.hits
    macUtilisation = record.macUtilisation
    area = experiment.system.area
  }
}
