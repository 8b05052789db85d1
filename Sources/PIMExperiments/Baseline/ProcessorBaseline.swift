internal import Glibc
internal import PIMConfiguration
internal import PIMExecution
internal import PIMNumerics
internal import PIMReports
internal import PIMWorkload

/// A measurement of this machine: how long ordinary GPT arithmetic in binary32 takes here, by Reference B on OpenBLAS, one thread, with
/// random weights. It is the only result of this program that is not the same every time.
public struct ProcessorBaseline {
  private let model: ModelDescription
  private let run: RunDescription
  private let processor: String
  private let repeats: Int
  private let points: [(position: Int, time: Int64)]

  /// Measures.
  ///
  /// - Parameters:
  ///   - positions: a part of the run, or nil for all of it; its first, its last and those evenly between are measured.
  ///   - points: how many.
  ///   - repeats: each time is the median of so many.
  ///   - progress: is told of measurements, between them.
  /// - Throws: weights that cannot be read.
  public init(
    _ experiment: Experiment, positions: PositionSelection? = nil, points count: Int = 5, repeats: Int = 5,
    progress: ProgressMonitor? = nil
  ) throws {
    precondition(count >= 1 && repeats >= 1)
    model = experiment.model
    run = experiment.run
    self.repeats = repeats
    processor = Self.processorName()
    let range = try experiment.positions(positions)
    let plain = RandomWeights(seed: 1)
    let weights: any Weights = progress?.counting(plain) ?? plain
    var reference = try FloatReference(
      model: model, weights: weights, includesEmbedding: run.embedding,
      includesHead: run.lmHead)
    let input: FloatReference.Input =
      run.embedding ? .token(0) : .hidden(BFloat16.widened(Verifier.input(position: 0, width: model.width)))
    // Once for nothing: the first step meets cold caches and pages that were never touched.
    _ = reference.step(input, position: 0, wantsLogits: run.lmHead)
    var measured: [(position: Int, time: Int64)] = []
    let positions = Self.spread(count, over: range)
    let counter = ProgressCounter(progress, total: positions.count * repeats, unit: .measurements)
    for position in positions {
      var times: [Int64] = []
      for _ in 0..<repeats {
        reference.fillCache(positions: position)
        let start = Self.now()
        _ = reference.step(input, position: position, wantsLogits: run.lmHead && run.generates(at: position))
        times.append(max(1, Self.now() - start) * 1000)
        counter.add(1)
      }
      measured.append((position, times.sorted()[repeats / 2]))
    }
    points = measured
  }

  /// First, last and what is evenly between; each once.
  static func spread(_ count: Int, over range: Range<Int>) -> [Int] {
    guard count > 1, range.count > 1 else { return [range.upperBound - 1] }
    let number = min(count, range.count)
    return (0..<number).map { range.lowerBound + $0 * (range.count - 1) / (number - 1) }
  }

  /// The baseline as a document that `compare` reads.
  ///
  /// - Parameter date: when it was measured, as the user wants it written; nil for nothing.
  public func document(date: String? = nil) -> String {
    func quoted(_ text: String) -> String {
      "\"" + TextWidth.printable(text).map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
    }
    var text = """
      # Measured by `pimgpt baseline cpu`: another measurement gives other times.
      name: cpu
      description: \(quoted("\(processor), ordinary GPT arithmetic on OpenBLAS"))
      method: measured
      processor: \(quoted(processor))
      threads: 1
      # Each time is the median of so many.
      repeats: \(repeats)
      element: fp32

      """
    if let date { text += "measuredOn: \(quoted(date))\n" }
    text += """
      model:
        name: \(quoted(model.name))
        layers: \(model.layers)
        width: \(model.width)
        heads: \(model.heads)
        headWidth: \(model.headWidth)
        ffnWidth: \(model.ffnWidth)
        vocabulary: \(model.vocabulary)
        contextLimit: \(model.contextLimit)
      embedding: \(run.embedding)
      lmHead: \(run.lmHead)
      # Positions between two points are taken to lie on a straight line.
      points:

      """
    for point in points {
      text +=
        "  - {position: \(point.position), time: {value: \(Picoseconds(point.time)), source: \"pimgpt baseline cpu\", certainty: measured}}\n"
    }
    return text
  }

  /// For a terminal.
  public var text: String {
    var table = TextTable([.right, .right])
    table.row("position", "time")
    for point in points { table.row(NumberText.count(point.position), NumberText.duration(point.time)) }
    return "\(model.name) on \(processor), 1 thread, binary32, median of \(repeats)\n\n\(table.text)"
  }

  // MARK: The machine

  /// As the kernel calls it.
  private static func processorName() -> String {
    let text = (try? TextFile.read("/proc/cpuinfo")) ?? ""
    for line in text.split(separator: "\n") where line.hasPrefix("model name") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let name = line[line.index(after: colon)...].drop { $0 == " " }
      if !name.isEmpty { return String(name) }
    }
    return "unknown processor"
  }

  /// Nanoseconds of a clock that only goes forward.
  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
