internal import PIMConfiguration
internal import PIMExperiments
internal import PIMHardware
internal import PIMReports
internal import PIMWorkload

/// A search with its files.
public struct TuningReport: Sendable {
  /// The experiment, the space and the objective, in a phrase.
  public let title: String
  /// The number of points that were run, of those that do not fit, and of the space.
  public let points: (run: Int, impossible: Int, all: Int)
  /// The best latency, picoseconds, and energy, yoctojoules.
  public let best: (latency: Int64, energy: Int128)
  /// The latency and energy of the point where the search began; nil if it does not fit.
  public let start: (latency: Int64, energy: Int128)?
  /// The least latency that any mapping can have, picoseconds.
  public let bound: Int64
  /// How far the best may be from the least of the space; nil for a proof that it is the least.
  public let gap: Double?
  /// The values of the best point.
  public let values: [(key: String, value: String)]
  /// The files that were written.
  public let files: (mapping: String, certificate: String)

  /// Searches a space, and writes the best mapping and the certificate.
  ///
  /// Runs are kept in `folder` as they end, and are not repeated by another search of the same experiment, in
  /// whatever space.
  ///
  /// - Parameters:
  ///   - folder: the folder of the runs.
  ///   - output: the file of the mapping; the certificate is written to `output` with `.certificate.json`.
  ///   - jobs: the number of runs at a time; nil for one per core.
  ///   - isFresh: discards the runs of earlier searches.
  ///   - note: receives remarks on earlier runs.
  ///   - progress: receives an event after each batch of runs.
  /// - Throws: `NothingFits`; errors of files.
  public init(
    _ tuning: Tuning, limits: Search.Limits, folder: String, output: String, jobs: Int? = nil,
    isFresh: Bool = false, note: (String) -> Void = { _ in },
    progress: @escaping (Search.Event) -> Void = { _ in }
  ) throws {
    let bound = try TuningBound(tuning)
    let mappingFile = try OutputFile(path: output)
    let certificatePath = output + ".certificate.json"
    let certificateFile = try OutputFile(path: certificatePath)
    let store = ResultStore<TuningRun>(.tuning, folder: folder, name: tuning.subject.name)
    let (appender, contents) = try store.open(isFresh: isFresh)
    contents.notes.forEach(note)
    var search = Search(
      tuning, bound: bound, limits: limits, jobs: jobs ?? Workers.cores, known: contents.results,
      append: { try appender.append($0) }, progress: progress)
    try search.run()
    let certificate = try Certificate(search, of: tuning, bound: bound)
    var name = FilePath.name(of: output)
    for ending in [".yaml", ".yml"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    let text = TunedMapping(search, tuning, certificate).yaml(
      name: name.isEmpty ? "tuned" : name, certificate: FilePath.name(of: certificatePath))
    try mappingFile.write(text)
    try certificateFile.write(certificate.json())
    try mappingFile.commit()
    try certificateFile.commit()

    func figures(_ point: Prefix) -> (latency: Int64, energy: Int128)? {
      guard case .measured(let latency, let energy)? = search.points[point] else { return nil }
      return (latency, energy)
    }
    title =
      "\(tuning.base.model.name) on \(tuning.base.system.name): least \(tuning.objective.rawValue) in the space \(tuning.space.name)"
    let measured = search.points.values.count { $0.cost(tuning.objective) != nil }
    points = (measured, search.points.count - measured, tuning.space.count)
    best = figures(certificate.best) ?? (0, 0)
    start = figures(tuning.space.point(tuning.space.start))
    self.bound = bound.least
    gap = certificate.gap
    values = tuning.space.settings(of: certificate.best).map { ("\($0.path)", Space.label($0.value)) }
    files = (output, certificatePath)
  }
}

extension TuningReport {
  /// The report as text for a terminal.
  public var text: String {
    var text = "\(title)\n\n"
    var table = TextTable([.left, .right, .left])
    table.row("latency", NumberText.duration(best.latency), compared(best.latency, start?.latency))
    table.row(
      "energy", NumberText.energy(Double(best.energy) / 1e24),
      compared(Int64(clamping: best.energy / 1_000_000), start.map { Int64(clamping: $0.energy / 1_000_000) }))
    table.row(
      "bound", NumberText.duration(bound), "no mapping on this machine is faster; the best takes "
        + "\(NumberText.fixed(Double(best.latency) / Double(max(1, bound)), 3)) times as long")
    table.row(
      "points", NumberText.count(points.run),
      "run exactly, of \(NumberText.count(points.all)) in the space"
        + (points.impossible > 0 ? "; \(NumberText.count(points.impossible)) do not fit" : ""))
    if let gap {
      table.row("gap", NumberText.upTo(gap), "a better point may be at most so much below the best")
    } else {
      table.row("proved", "", "no point of the space is better")
    }
    text += table.text + "\nBest mapping\n\n"
    var own = TextTable([.left, .left])
    for (key, value) in values { own.row(key, value) }
    return TextWidth.printable(text + own.text + "\n\(files.mapping)\n\(files.certificate)\n")
  }

  private func compared(_ own: Int64, _ start: Int64?) -> String {
    guard let start, start > 0 else { return "" }
    return "\(NumberText.fixed(Double(own) / Double(start), 4)) times that of the first point"
  }

  /// The report as JSON.
  public func json() throws -> [UInt8] {
    var json = JSONWriter()
    try json.object { json throws(JSONWriter.Failure) in
      json.member("latency_ps", best.latency)
      json.member("energy_yj", "\(best.energy)")
      json.member("lower_bound_ps", bound)
      json.member("points_run", points.run)
      json.member("points_impossible", points.impossible)
      json.member("points", points.all)
      if let gap { try json.member("gap", gap) } else { json.memberNull("gap") }
      json.member("proved", gap == nil)
      json.object("mapping") { json in for (key, value) in values { json.member(key, value) } }
      json.member("mapping_file", files.mapping)
      json.member("certificate_file", files.certificate)
    }
    return json.finish()
  }
}

extension CertificateCheck {
  /// The result as text for a terminal.
  public var text: String {
    let proof =
      gap.map { "a better point may be at most \(NumberText.upTo($0)) below it" } ?? "no point of the space is better"
    let trust =
      runs.repeated < runs.all ? "; the other \(NumberText.count(runs.all - runs.repeated)) are taken as they are" : ""
    return TextWidth.printable(
      "holds: \(NumberText.count(points)) points are covered by \(NumberText.count(runs.all)) runs and \(NumberText.count(subtrees)) bounds; \(NumberText.count(runs.repeated)) runs repeated\(trust)\nbest: \(best)\n\(proof)\n"
    )
  }
}

extension CertificateCheck {
  /// The result as JSON.
  public func json() throws -> [UInt8] {
    var json = JSONWriter()
    try json.object { json throws(JSONWriter.Failure) in
      json.member("holds", true)
      json.member("points", points)
      json.member("runs", runs.all)
      json.member("runs_repeated", runs.repeated)
      json.member("bounds", subtrees)
      if let gap { try json.member("gap", gap) } else { json.memberNull("gap") }
      json.member("best", best)
    }
    return json.finish()
  }
}
