internal import Glibc
internal import PIMExecution
internal import PIMNumerics
internal import PIMWorkload

extension Experiment {
  /// Measures the processor of this computer: the time of ordinary GPT arithmetic in binary32, on OpenBLAS
  /// with one thread and random weights. The result differs from run to run.
  ///
  /// - Parameters:
  ///   - selection: the positions of the run to choose from; nil for all of them. The first, the last and
  ///     evenly spaced positions between them are measured.
  ///   - points: the number of measured positions.
  ///   - repeats: the number of measurements of each position; their median is the result.
  ///   - progress: receives the number of finished measurements; it is not called during a measurement.
  /// - Throws: errors of reading weights.
  public func measureProcessor(
    positions selection: PositionSelection? = nil, points count: Int = 5, repeats: Int = 5,
    progress: ProgressMonitor? = nil
  ) throws -> ProcessorBaseline {
    precondition(count >= 1 && repeats >= 1)
    let range = try self.positions(selection)
    let plain = RandomWeights(seed: 1)
    let weights: any Weights = progress?.counting(plain) ?? plain
    var reference = try FloatReference(
      model: model, context: max(range.upperBound, 1), weights: weights, includesEmbedding: run.embedding,
      includesHead: run.lmHead)
    let input: FloatReference.Input =
      run.embedding ? .token(0) : .hidden(BFloat16.widened(Verifier.input(position: 0, width: model.width)))
    // A warm-up: the first token meets cold caches and untouched pages.
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

  /// The first, the last and evenly spaced values between them, without duplicates.
  static func spread(_ count: Int, over range: Range<Int>) -> [Int] {
    guard count > 1, range.count > 1 else { return [range.upperBound - 1] }
    let number = min(count, range.count)
    return (0..<number).map { range.lowerBound + $0 * (range.count - 1) / (number - 1) }
  }

  /// The processor's name as reported by the kernel.
  private static func processorName() -> String {
    let text = (try? TextFile.read("/proc/cpuinfo")) ?? ""
    for line in text.split(separator: "\n") where line.hasPrefix("model name") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let name = line[line.index(after: colon)...].drop { $0 == " " }
      if !name.isEmpty { return String(name) }
    }
    return "unknown processor"
  }

  /// Nanoseconds of a monotonic clock.
  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
