public import PIMConfiguration
package import PIMReports

/// A regression suite: cases whose results are stored and compared at each run.
///
///     name: mine
///     results: results/mine.json
///     cases:
///       - name: small
///         experiment: {extends: gpt2-small, mapping: {schedule: overlapped}}
///         positions: [0, 511, 768..1023]
///         execute: 2
///         tolerance: {latency: 1 %}
public struct Suite {
  /// A case of a suite.
  public struct Case {
    /// The case's name.
    public let name: String
    /// The resolved, undecoded experiment. An error in its document fails this case alone.
    let document: Result<Node, ConfigurationError>
    /// The stretches of positions, each simulated on its own; nil for the whole run.
    let positions: [Stretch]?
    /// The number of positions from the first to execute on values and compare bit for bit; nil for none.
    package let execute: Int?
    /// The tolerances; without any, all results must be equal.
    package let tolerances: [Tolerance]
    let mark: Mark
  }

  /// Consecutive positions that are simulated together.
  struct Stretch: Hashable {
    let positions: Range<Int>
    let mark: Mark
    let path: ConfigurationPath
  }

  /// The suite's name.
  public let name: String
  /// The path of the suite's file.
  public let path: String
  /// The path of the stored results.
  public let resultsPath: String
  /// The cases, in the order of the file.
  public let cases: [Case]

  /// Reads a suite. A path in a suite is relative to the suite's file.
  ///
  /// - Parameters:
  ///   - path: the path of a file, `-` for standard input, or a preset such as `default`.
  ///   - overrides: set in every experiment.
  ///   - results: the path of the stored results, in place of the one that the suite names.
  /// - Throws: what is wrong with it, but for what is wrong with an experiment.
  public init(
    path: String, overrides: [Override] = [], results: String? = nil, library: PresetLibrary = .standard()
  ) throws(ConfigurationError) {
    let file = try library.path(of: path, kind: .suites)
    self.path = file
    let root = try ProvenanceForm.apply(to: Document.load(path: file))
    var section = try root.mapping()
    name = try section.text("name")
    let named = try section.value("results", expected: "the path of the file that keeps the results")
    _ = try named.text()
    resultsPath = results ?? Self.shortened(named.node.fileReference ?? "")
    var cases: [Case] = []
    let resolver = Experiment.resolver(library)
    for value in try section.list("cases", count: 1...10_000) {
      let next = try Self.decode(value, resolver, overrides)
      guard !cases.contains(where: { $0.name == next.name }) else {
        throw value.error("second case \"\(next.name)\"", expected: "a name of its own for each case")
      }
      cases.append(next)
    }
    self.cases = cases
    try section.finish()
  }

  /// The path without components `folder/..` and `.`.
  private static func shortened(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      if part == ".", !parts.isEmpty { continue }
      if part == "..", let last = parts.last, !last.isEmpty, last != ".", last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  private static func decode(
    _ value: Value, _ resolver: Resolver, _ overrides: [Override]
  ) throws(ConfigurationError) -> Case {
    var section = try value.section()
    let name = try section.text("name")
    let experiment = try section.value("experiment", expected: "a preset, a path or an experiment in place")
    let document: Result<Node, ConfigurationError>
    do throws(ConfigurationError) {
      if let scalar = experiment.node.scalar {
        // A path is relative to the suite's file.
        let isPath = scalar.text.contains("/") || scalar.text.hasSuffix(".yaml")
        document = .success(
          try resolver.resolve(
            isPath ? experiment.node.fileReference ?? scalar.text : scalar.text, overrides: overrides))
      } else {
        document = .success(try resolver.resolve(document: experiment.node, overrides: overrides))
      }
    } catch {
      var error = error
      error.mark = error.mark ?? experiment.mark
      document = .failure(error)
    }
    var stretches: [Stretch]?
    if let list = try section.optionalList("positions") {
      if list.isEmpty {
        throw section.error(
          "positions", "no positions", expected: "at least one, or no key for the whole run")
      }
      var found: [Stretch] = []
      for element in list {
        let next = try stretch(element)
        guard !found.contains(where: { $0.positions == next.positions }) else {
          throw element.error("the same positions twice", expected: "each once")
        }
        found.append(next)
      }
      stretches = found
    }
    let execute = try section.optional("execute", .integer(in: 1...1 << 24))
    var tolerances: [Tolerance] = []
    if var limits = try section.optionalSection("tolerance") {
      for (key, value) in limits.entries() {
        do throws(InputError) {
          tolerances.append(
            try Tolerance(
              metric: key.name, limit: value.node.scalar?.text ?? "", among: StoredPoint.metrics, subject: "")
          )
        } catch {
          throw ConfigurationError(
            mark: key.mark, path: value.path, what: error.what, expected: error.expected,
            suggestion: error.suggestion)
        }
      }
    }
    try section.finish()
    return Case(
      name: name, document: document, positions: stretches, execute: execute, tolerances: tolerances,
      mark: value.mark)
  }

  /// A stretch such as `511` or `0..15`, both ends included.
  private static func stretch(_ value: Value) throws(ConfigurationError) -> Stretch {
    let text = value.node.scalar?.text ?? ""
    let ends =
      text.firstRange(of: "..").map { [text[..<$0.lowerBound], text[$0.upperBound...]] } ?? [text[...]]
    let numbers = ends.compactMap { end in
      !end.isEmpty && end.utf8.count < 9 && end.utf8.allSatisfy { (0x30...0x39).contains($0) }
        ? Int(end) : nil
    }
    guard numbers.count == ends.count, let first = numbers.first, let last = numbers.last, first <= last
    else {
      throw value.error(
        "malformed positions", found: value.node.kindDescription,
        expected: "a position such as 511, or the first and the last such as 0..15")
    }
    return Stretch(positions: first..<last + 1, mark: value.mark, path: value.path)
  }
}
