internal import PIMConfiguration
internal import PIMFastForward
package import PIMHardware
internal import PIMReports

extension Sweep {
  /// A point with the result of resolving its configuration.
  package struct ResolvedPoint: Sendable {
    /// The point.
    package let point: Point
    /// The key of the point's result: SHA-256 of the resolved configuration, positions, engine and the
    /// program's version. Points with the same meaning have the same key.
    package let key: String
    /// SHA-256 of the resolved configuration; nil if there is none.
    package let configuration: String?
    /// The error of its configuration; nil if the configuration is valid.
    package let failure: String?
    /// The keys of the system that the point varies without a cost.
    package let uncosted: UncostedKeys
    /// The accounting of its energy; nil if its configuration is invalid.
    package let accounting: Electrical.Accounting?
  }

  /// The experiment of a point, and its positions.
  ///
  /// - Throws: `ConfigurationError` or `InputError` for an invalid configuration.
  package func experiment(of point: Point) throws -> (Experiment, Range<Int>) {
    let loaded = try Experiment(document(with: point.settings))
    do throws(InputError) {
      return (loaded, try loaded.positions(positions))
    } catch {
      throw ConfigurationError(
        mark: positionsMark, path: ConfigurationPath(keys: "positions"), what: error.what,
        expected: error.expected)
    }
  }

  /// The resolved document of the experiment with settings.
  func document(with settings: [Setting]) throws(ConfigurationError) -> Node {
    let node: Node
    if experiment.mapping != nil {
      node = experiment
    } else {
      let key = Node.Key(Resolver.extendsKey, mark: experiment.mark)
      node = Node(.mapping(Node.Mapping([Node.Entry(key: key, value: experiment)])), mark: experiment.mark)
    }
    let overrides = (common + settings).map { Override(path: $0.path, value: $0.value) }
    do throws(ConfigurationError) {
      return try Experiment.resolver(library).resolve(document: node, overrides: overrides)
    } catch {
      var error = error
      // The user wrote the key `experiment` where the resolver has `extends`.
      if error.path == ConfigurationPath(keys: Resolver.extendsKey) {
        error.path = ConfigurationPath(keys: "experiment")
      }
      throw error
    }
  }

  /// Resolves a point and computes its key.
  func resolve(_ point: Point) -> ResolvedPoint {
    do {
      let (experiment, positions) = try experiment(of: point)
      let hash = experiment.configuration.hash
      let identity =
        "\(Tool.name) \(Tool.version)\nconfiguration \(hash)\npositions \(positions.lowerBound)..<\(positions.upperBound)\nengine \(engine.rawValue)\n"
      return ResolvedPoint(
        point: point, key: SHA256.hexadecimal(Array(identity.utf8)), configuration: hash, failure: nil,
        uncosted: uncostedKeys(of: point, experiment),
        accounting: experiment.system.electrical.accounting)
    } catch {
      let message = "\(error)"
      let identity = "\(Tool.name) \(Tool.version)\nerror \(message)\n"
      return ResolvedPoint(
        point: point, key: SHA256.hexadecimal(Array(identity.utf8)), configuration: nil, failure: message,
        uncosted: UncostedKeys(), accounting: nil)
    }
  }

  /// All points in their order.
  ///
  /// - Throws: the first error, if no point has a valid configuration: the error is then in the sweep's file.
  package func resolve() throws(SweepError) -> [ResolvedPoint] {
    var resolved = [ResolvedPoint?](repeating: nil, count: points.count)
    // Resolving takes 2.5 ms a point, so all cores are worthwhile from a hundred points on.
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

  /// Simulates a point; a failure is a result as well.
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
  /// Simulates a point and returns its result with the line for the store.
  func line(of resolved: ResolvedPoint) -> (result: SweepResult, line: [UInt8]) {
    var result = simulate(resolved)
    do {
      return (result, try result.line())
    } catch {
      // A number that JSON cannot express fails the point. A failed point has only strings, which JSON can
      // express.
      result.outcome = .failed("\(error)")
      return (result, (try? result.line()) ?? [])
    }
  }
}
