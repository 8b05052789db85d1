internal import PIMConfiguration
internal import PIMEnergy
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
  /// The ASIC's area as the system's file states it; the area of the MAC units is unknown.
  var asicAreaSquareMicrometres: Int64?

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
  var areaSquareMillimetres: Double? { asicAreaSquareMicrometres.map { Double($0) / 1e6 } }

  func joules(_ component: EnergyComponent) -> Double? {
    energyYoctojoules[component.rawValue].map(EnergyLedger.joules)
  }

  /// The objectives, which are minimised: latency, energy and, if known, area.
  var objectives: [Double] {
    [Double(latencyPicoseconds), energyJoules, areaSquareMillimetres ?? 0]
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
    lowerBoundPicoseconds = record.bounds.last?.picoseconds ?? 0
    macAccesses = record.measurement.macRowHits.accesses
    macHits = record.measurement.macRowHits.hits
    macUtilisation = record.macUtilisation
    let area = experiment.document["system"]?["asic"]?["area"]?.scalar
    asicAreaSquareMicrometres = area.flatMap { try? Area(parsing: $0.text) }?.squareMicrometres
  }
}
