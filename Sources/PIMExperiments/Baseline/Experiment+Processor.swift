internal import Glibc
internal import PIMConfiguration
internal import PIMExecution
internal import PIMNumerics
internal import PIMReports
internal import PIMWorkload

extension Experiment {
  /// Measures this machine: the time of ordinary GPT arithmetic in binary32, on OpenBLAS, one thread, with
  /// random weights. The result differs from run to run.
  ///
  /// - Parameters:
  ///   - selection: a part of the run, or nil for all of it; its first, its last and those evenly between are
  ///     measured.
  ///   - points: how many.
  ///   - repeats: each time is the median of so many.
  ///   - progress: is told of measurements, between them.
  /// - Throws: weights that cannot be read.
  public func measureProcessor(
    positions selection: PositionSelection? = nil, points count: Int = 5, repeats: Int = 5,
    progress: ProgressMonitor? = nil
  ) throws -> ProcessorBaseline {
    precondition(count >= 1 && repeats >= 1)
    let range = try self.positions(selection)
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
    return ProcessorBaseline(
      model: model, run: run, processor: Self.processorName(), repeats: repeats, points: measured)
  }

  /// First, last and what is evenly between; each once.
  static func spread(_ count: Int, over range: Range<Int>) -> [Int] {
    guard count > 1, range.count > 1 else { return [range.upperBound - 1] }
    let number = min(count, range.count)
    return (0..<number).map { range.lowerBound + $0 * (range.count - 1) / (number - 1) }
  }

  /// The processor's name, as the kernel gives it.
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
