public import PIMConfiguration
public import PIMExperiments
internal import PIMNumerics
internal import Synchronization

/// The check of a certificate.
///
/// The search and the check share the description of the space, the machine's bound (`MachineBound`) and the
/// simulator. How the space is covered, which run is the best, how far it is from the bounds, and which runs
/// are repeated is found here without the search.
public struct CertificateCheck: Sendable {
  /// A statement that does not hold.
  public struct Refusal: Error, CustomStringConvertible {
    /// The message for the user.
    public let description: String

    init(_ description: String) { self.description = description }
  }

  /// The number of points of the space.
  public let points: Int
  /// The number of runs in the certificate, and of those that were repeated.
  public let runs: (all: Int, repeated: Int)
  /// The number of prefixes with a bound.
  public let subtrees: Int
  /// How far the best may be from the least of the space; nil for a proof that it is the least.
  public let gap: Double?
  /// The values of the best point.
  public let best: String

  /// Checks a certificate.
  ///
  /// - Parameters:
  ///   - isFull: true to repeat all runs; otherwise the best, those that are impossible, and eight others.
  ///   - jobs: the number of runs at a time.
  ///   - progress: receives the number of repeated runs.
  /// - Throws: `ConfigurationError` for a file that is no certificate or was changed; `Refusal` for the first
  ///   statement that does not hold; errors of the experiment.
  public init(
    path: String, isFull: Bool = false, jobs: Int? = nil, library: PresetLibrary = .standard(),
    progress: ProgressMonitor? = nil
  ) throws {
    let beside = path + ".certificate.json"
    if FilePath.exists(beside) {
      throw InputError(path, "is a mapping", expected: "its certificate, \(beside)")
    }
    let bytes = try FilePath.read(path, atMost: 1 << 30)
    let certificate = try Certificate(bytes: bytes, name: path)
    let tuning: Tuning
    do {
      tuning = try Tuning(
        certificate.subject, in: certificate.space, objective: certificate.objective, library: library)
    } catch {
      throw InputError(path, "its experiment, \(certificate.subject.name), cannot be read: \(error)")
    }
    guard tuning.configuration == certificate.configuration else {
      throw Refusal(
        "the experiment \(certificate.subject.name) is not what it was: configuration \(tuning.configuration.prefix(12)) without its mapping, and the certificate is for \(certificate.configuration.prefix(12)); expected the same files"
      )
    }
    try self.init(certificate, tuning, isFull: isFull, jobs: jobs ?? Workers.cores, progress: progress)
  }

  package init(
    _ certificate: Certificate, _ tuning: Tuning, isFull: Bool, jobs: Int,
    progress: ProgressMonitor? = nil
  ) throws {
    let choices = certificate.space.choices
    let all = certificate.runs.map(\.point) + certificate.subtrees.flatMap(\.prefixes)
    try Self.checkCover(all, choices)
    try Self.checkBounds(certificate, tuning)

    var costs: [(point: Prefix, cost: Cost)] = []
    for (point, outcome) in certificate.runs {
      if let cost = outcome.cost(certificate.objective) { costs.append((point, cost)) }
    }
    guard let best = costs.first(where: { $0.point == certificate.best }) else {
      throw Refusal("the best point has no run")
    }
    if let better = costs.first(where: { $0.cost < best.cost }) {
      throw Refusal("\(Certificate.text(better.point)) is better than the best point")
    }
    gap = certificate.gap

    let chosen = isFull ? Array(certificate.runs.indices) : try Self.sample(certificate)
    let counter = Atomic(0)
    let repeated = Workers.map(chosen.count, jobs: jobs) { index in
      let outcome = Result { try tuning.run(certificate.runs[chosen[index]].point).outcome }
      progress?.update(counter.add(1, ordering: .relaxed).newValue, of: chosen.count, .points)
      return outcome
    }
    for (index, outcome) in zip(chosen, try repeated.map { try $0.get() })
    where outcome != certificate.runs[index].outcome {
      throw Refusal(
        "the run of \(Certificate.text(certificate.runs[index].point)) gives another result: \(outcome.text), and the certificate has \(certificate.runs[index].outcome.text)"
      )
    }
    points = certificate.space.count
    runs = (certificate.runs.count, chosen.count)
    subtrees = certificate.subtrees.reduce(0) { $0 + $1.prefixes.count }
    self.best = certificate.space.title(of: certificate.best)
  }

  /// The runs to repeat: the best, those that are impossible, which cost little, and eight others that follow
  /// from the certificate's hash, so that whoever changes a run cannot choose which are repeated.
  private static func sample(_ certificate: Certificate) throws -> [Int] {
    var (first, others): ([Int], [Int]) = ([], [])
    for (index, run) in certificate.runs.enumerated() {
      if run.point == certificate.best || run.outcome.cost(certificate.objective) == nil {
        first.append(index)
      } else {
        others.append(index)
      }
    }
    let hash = SHA256.hexadecimal(try certificate.json())
    var random = SeededGenerator(seed: UInt64(hash.prefix(16), radix: 16) ?? 0)
    for _ in 0..<min(8, others.count) {
      first.append(others.remove(at: random.nextIndex(below: others.count)))
    }
    return first
  }

  /// Checks that prefixes are those of the space, that none begins with another, and that together they have
  /// as many points as the space.
  private static func checkCover(_ prefixes: [Prefix], _ choices: [Space.Choice]) throws(Refusal) {
    func isOpen(_ index: Int, _ prefix: Prefix) -> Bool {
      choices[index].only.allSatisfy { $0.values.contains(prefix[$0.choice]) }
    }
    for prefix in prefixes {
      for (index, value) in prefix.enumerated() where isOpen(index, prefix) == (value == Space.absent) {
        throw Refusal("\(Certificate.text(prefix)) breaks the condition of \(choices[index].path)")
      }
    }
    let sorted = prefixes.sorted { $0.lexicographicallyPrecedes($1) }
    for (one, next) in zip(sorted, sorted.dropFirst()) where next.starts(with: one) {
      throw Refusal("\(Certificate.text(next)) is covered twice: \(Certificate.text(one)) is there, too")
    }
    /// Points behind a prefix, by going through the choices that conditions read.
    var known: [Prefix: Int] = [:]
    let read = Set(choices.flatMap { $0.only.map(\.choice) })
    func points(_ prefix: Prefix) -> Int {
      if prefix.count == choices.count { return 1 }
      // What no condition reads does not matter to the number.
      let key = prefix.enumerated().map { read.contains($0.offset) ? $0.element : 0 }
      if let count = known[key] { return count }
      let count =
        isOpen(prefix.count, prefix)
        ? choices[prefix.count].values.indices.reduce(0) { $0 + points(prefix + [$1]) }
        : points(prefix + [Space.absent])
      known[key] = count
      return count
    }
    let (covered, whole) = (prefixes.reduce(0) { $0 + points($1) }, points([]))
    guard covered == whole else {
      throw Refusal("\(covered) points are covered, and the space has \(whole)")
    }
  }

  private static func checkBounds(_ certificate: Certificate, _ tuning: Tuning) throws {
    let bound = try TuningBound(tuning)
    for own in certificate.subtrees {
      for prefix in own.prefixes {
        let least = bound.least(behind: prefix)
        guard least.latency == own.latency, least.energy == own.energy else {
          throw Refusal(
            "the bound behind \(Certificate.text(prefix)) is \(least.latency) ps and \(least.energy) yJ, and the certificate has \(own.latency) ps and \(own.energy) yJ"
          )
        }
      }
    }
    // No run may be below the bound: one of both would be wrong.
    for (point, outcome) in certificate.runs {
      guard case .measured(let latency, let energy) = outcome else { continue }
      let least = bound.least(behind: point)
      guard latency >= least.latency, energy >= least.energy else {
        throw Refusal("the run of \(Certificate.text(point)) is below its bound of \(least.latency) ps")
      }
    }
  }
}

extension TuningRun.Outcome {
  fileprivate var text: String {
    switch self {
    case .measured(let latency, let energy): "\(latency) ps, \(energy) yJ"
    case .impossible(let reason): "impossible, \(reason)"
    }
  }
}
