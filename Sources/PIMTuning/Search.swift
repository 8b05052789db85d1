internal import PIMConfiguration
internal import PIMExperiments

/// The search of a space: first by single choices from the beginning of the space on, then by branch and
/// bound over all of it.
///
/// Every point is run exactly. The order of runs depends on their results alone: runs of a batch are begun
/// together, and compared in the order of the space when all are done. So neither the number of cores nor an
/// interrupt changes the outcome.
public struct Search {
  /// The limits of a search.
  public struct Limits: Sendable {
    /// The largest number of different runs, those of earlier searches included; nil for no limit.
    public var runs: Int?
    /// The gap at which the second part of the search ends: the best cost is known to be within so much of
    /// the least.
    public var gap: Double
    /// True if the search is to end before the next batch, but for the first; a limit of time.
    public var isOver: @Sendable () -> Bool

    /// Creates limits.
    public init(runs: Int? = nil, gap: Double = 0, isOver: @escaping @Sendable () -> Bool = { false }) {
      (self.runs, self.gap, self.isOver) = (runs, gap, isOver)
    }
  }

  /// The state of a search, for a user who waits.
  public struct Event: Sendable {
    /// Points that were run, or are known from earlier searches.
    public let runs: Int
    /// The best latency in picoseconds and energy in yoctojoules; nil before the first.
    public let best: (latency: Int64, energy: Int128)?
    /// The gap; nil while there is no best point, or no bound.
    public let gap: Double?
    /// True in the second part of a search.
    public let isProving: Bool
  }

  /// The points of a batch. A fixed number, so that the order of runs is the same on every machine.
  private static let batch = 8

  private let tuning: Tuning
  private let bound: TuningBound
  private let limits: Limits
  private let jobs: Int
  private let append: @Sendable ([UInt8]) throws -> Void
  private let progress: (Event) -> Void
  /// The runs by key, from this search and from earlier ones.
  private var known: [String: TuningRun]
  /// The keys of the runs that the search has asked for, each counted once.
  private var asked: Set<String> = []
  /// The points that were run.
  package private(set) var points: [Prefix: TuningRun.Outcome] = [:]
  /// The best point: the first in the order of the search of those with the least cost.
  package private(set) var best: (point: Prefix, cost: Cost, outcome: TuningRun.Outcome)?
  /// The prefixes whose children were looked at.
  package private(set) var expanded: Set<Prefix> = []
  private var open: [Node] = []

  /// A prefix that is still to be looked at.
  private struct Node {
    let prefix: Prefix
    let bound: Cost
  }

  /// - Parameters:
  ///   - known: earlier runs by key.
  ///   - append: keeps the line of a run; called from several threads.
  package init(
    _ tuning: Tuning, bound: TuningBound, limits: Limits, jobs: Int, known: [String: TuningRun] = [:],
    append: @escaping @Sendable ([UInt8]) throws -> Void = { _ in },
    progress: @escaping (Event) -> Void = { _ in }
  ) {
    (self.tuning, self.bound, self.limits, self.jobs) = (tuning, bound, limits, jobs)
    (self.known, self.append, self.progress) = (known, append, progress)
  }

  /// Searches until the space is proved, or a limit is reached.
  ///
  /// - Throws: an error of a run that says nothing of its point, or of keeping it.
  package mutating func run() throws {
    open = [Node(prefix: [], bound: bound.cost(behind: []))]
    if try descend() { try branch() }
  }

  // MARK: Single choices

  /// Changes single choices as long as that makes the cost smaller.
  ///
  /// - Returns: false if a limit was reached.
  private mutating func descend() throws -> Bool {
    let space = tuning.space
    var wanted = space.start
    guard try look(at: [space.point(wanted)], isProving: false) else { return false }
    var unchanged = 0
    var index = 0
    while unchanged < space.choices.count {
      defer { index = (index + 1) % space.choices.count }
      let before = best?.cost
      let current = space.point(wanted)
      if current[index] != Space.absent {
        let others = space.choices[index].values.indices.filter { $0 != wanted[index] }.map { value in
          var other = wanted
          other[index] = value
          return (other, space.point(other))
        }
        guard try look(at: others.map(\.1), isProving: false) else { return false }
        if let best, before.map({ best.cost < $0 }) ?? true,
          let better = others.first(where: { $0.1 == best.point })
        {
          wanted = better.0
          unchanged = 0
          continue
        }
      }
      unchanged += 1
    }
    return true
  }

  // MARK: Branch and bound

  /// Looks at prefixes with the least bound first, the longest of them first, until no point can be better
  /// than the best.
  private mutating func branch() throws {
    while let least = open.map(\.bound).min() {
      if let best, !(least < best.cost) { return }
      if let gap, gap <= limits.gap { return }
      var batch: [Prefix] = []
      while batch.count < Self.batch, let node = takeNext() {
        if let best, !(node.bound < best.cost) { continue }
        if tuning.space.isPoint(node.prefix) {
          batch.append(node.prefix)
        } else {
          expanded.insert(node.prefix)
          for child in tuning.space.children(of: node.prefix).reversed() {
            open.append(Node(prefix: child, bound: max(node.bound, bound.cost(behind: child))))
          }
        }
      }
      if batch.isEmpty { return }
      let rest = batch.filter { points[$0] == nil }
      guard try rest.isEmpty || look(at: rest, isProving: true) else {
        open += batch.filter { points[$0] == nil }.map { Node(prefix: $0, bound: bound.cost(behind: $0)) }
        return
      }
    }
  }

  /// The node with the least bound, of several the one that was added last, and of those the first child.
  private mutating func takeNext() -> Node? {
    guard var index = open.indices.last else { return nil }
    for other in open.indices.reversed() where open[other].bound < open[index].bound { index = other }
    return open.remove(at: index)
  }

  /// How far the best cost may be from the least of the parts that are left; nil without a best point, and 0
  /// if none of the parts is better.
  private var gap: Double? {
    guard let best else { return nil }
    return open.map(\.bound).min().flatMap { best.cost.gap(above: $0) } ?? 0
  }

  // MARK: Runs

  /// Runs points that are not known, and compares them with the best.
  ///
  /// - Returns: false if a limit was reached; then not all were looked at.
  private mutating func look(at points: [Prefix], isProving: Bool) throws -> Bool {
    for start in stride(from: 0, to: points.count, by: Self.batch) {
      // The first point is always run.
      if limits.isOver(), !self.points.isEmpty { return false }
      var part = Array(points[start..<min(points.count, start + Self.batch)]).filter { self.points[$0] == nil }
      let (tuning, all) = (tuning, part)
      let resolved = try Workers.map(all.count, jobs: jobs) { index in
        Result { try tuning.key(of: all[index]) }
      }.map { try $0.get() }
      // A limit of runs counts different ones, in the order of the search.
      var isCut = false
      var fresh: [Prefix] = []
      for (index, key) in resolved.enumerated() {
        if !asked.contains(key) {
          if let most = limits.runs, asked.count >= most {
            part = Array(part[..<index])
            isCut = true
            break
          }
          asked.insert(key)
          if known[key] == nil { fresh.append(all[index]) }
        }
      }
      let (append, todo) = (append, fresh)
      let runs = Workers.map(todo.count, jobs: jobs) { index in
        Result {
          let run = try tuning.run(todo[index])
          try append(run.line())
          return run
        }
      }
      for run in runs {
        let run = try run.get()
        known[run.key] = run
      }
      for (point, key) in zip(part, resolved) {
        guard let run = known[key] else { continue }
        self.points[point] = run.outcome
        if let cost = run.outcome.cost(tuning.objective), best.map({ cost < $0.cost }) ?? true {
          best = (point, cost, run.outcome)
        }
      }
      report(isProving: isProving)
      if isCut { return false }
    }
    return true
  }

  private func report(isProving: Bool) {
    var figures: (latency: Int64, energy: Int128)?
    if case .measured(let latency, let energy) = best?.outcome { figures = (latency, energy) }
    progress(Event(runs: asked.count, best: figures, gap: gap, isProving: isProving))
  }
}
