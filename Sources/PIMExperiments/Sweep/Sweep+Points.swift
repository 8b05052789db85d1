internal import PIMConfiguration
internal import PIMReports
internal import PIMFastForward
internal import PIMSimulation

extension Sweep {
  /// A point whose configuration is known, or known to be wrong.
  package struct ResolvedPoint: Sendable {
    /// The point.
    package let point: Point
    /// The identity of its result: SHA-256 of the resolved configuration, positions, engine and the program's
    /// version. Points that mean the same have the same key.
    package let key: String
    /// SHA-256 of the resolved configuration; nil if there is none.
    package let configuration: String?
    /// The error of its configuration; nil if it has none.
    package let failure: String?
  }

  /// The experiment of a point, and its positions.
  ///
  /// - Throws: what is wrong with its configuration.
  package func experiment(of point: Point) throws -> (Experiment, Range<Int>) {
    let node: Node
    if experiment.mapping != nil {
      node = experiment
    } else {
      let key = Node.Key(Resolver.extendsKey, mark: experiment.mark)
      node = Node(.mapping(Node.Mapping([Node.Entry(key: key, value: experiment)])), mark: experiment.mark)
    }
    let overrides = (common + point.settings).map { Override(path: $0.path, value: $0.value) }
    let document: Node
    do throws(ConfigurationError) {
      document = try Experiment.resolver(library).resolve(document: node, overrides: overrides)
    } catch {
      var error = error
      // The user wrote `experiment`.
      if error.path == ConfigurationPath(keys: Resolver.extendsKey) {
        error.path = ConfigurationPath(keys: "experiment")
      }
      throw error
    }
    let loaded = try Experiment(document)
    do throws(InputError) {
      return (loaded, try loaded.positions(positions))
    } catch {
      throw ConfigurationError(
        mark: positionsMark, path: ConfigurationPath(keys: "positions"), what: error.what,
        expected: error.expected)
    }
  }

  /// Resolves a point as far as its identity.
  func resolve(_ point: Point) -> ResolvedPoint {
    do {
      let (experiment, positions) = try experiment(of: point)
      let hash = experiment.configuration.hash
      let identity =
        "\(Tool.name) \(Tool.version)\nconfiguration \(hash)\npositions \(positions.lowerBound)..<\(positions.upperBound)\nengine \(engine.rawValue)\n"
      return ResolvedPoint(
        point: point, key: SHA256.hexadecimal(Array(identity.utf8)), configuration: hash, failure: nil)
    } catch {
      let message = "\(error)"
      let identity = "\(Tool.name) \(Tool.version)\nerror \(message)\n"
      return ResolvedPoint(
        point: point, key: SHA256.hexadecimal(Array(identity.utf8)), configuration: nil, failure: message)
    }
  }

  /// All points in their order.
  ///
  /// - Throws: the first error, if no point has a configuration: then the file is wrong, and not a point.
  package func resolve() throws(SweepError) -> [ResolvedPoint] {
    var resolved = [ResolvedPoint?](repeating: nil, count: points.count)
    // 2.5 ms a point: worth all cores from a hundred points on.
    let found = Workers.map(points.count, jobs: Workers.cores) { self.resolve(self.points[$0]) }
    for (index, point) in found.enumerated() { resolved[index] = point }
    let all = resolved.compactMap { $0 }
    if let failure = all.first?.failure, all.allSatisfy({ $0.failure != nil }) {
      throw SweepError(
        all.count == 1 || Set(all.map(\.key)).count == 1
          ? failure
          : "\(failure) (no point of the sweep has a configuration; this is what is wrong with the first)")
    }
    return all
  }

  /// Simulates a point; what fails is a result, too.
  package func simulate(_ resolved: ResolvedPoint) -> SweepResult {
    let title = title(of: resolved.point)
    if let failure = resolved.failure {
      return SweepResult(key: resolved.key, title: title, outcome: .failed(failure))
    }
    do {
      let (experiment, positions) = try experiment(of: resolved.point)
      let record = try experiment.record(engine: engine, positions: positions)
      return SweepResult(
        key: resolved.key, title: title, outcome: .measured(SweepMeasurement(record, of: experiment)))
    } catch {
      return SweepResult(key: resolved.key, title: title, outcome: .failed("\(error)"))
    }
  }
}

extension Sweep {
  /// Simulates a point, and writes its result down.
  func line(of resolved: ResolvedPoint) -> (result: SweepResult, line: [UInt8]) {
    var result = simulate(resolved)
    do {
      return (result, try result.line())
    } catch {
      // A number that JSON does not have: the point has failed. Of words there is always a line.
      result.outcome = .failed("\(error)")
      return (result, (try? result.line()) ?? [])
    }
  }
}
