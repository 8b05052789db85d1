import Glibc
import PIMExecution
import PIMMapping
import PIMNumerics
import PIMWorkload
import Testing

/// Figures of speed and memory, on demand: PIMGPT_MEASURE=1.
@Suite(.enabled(if: getenv("PIMGPT_MEASURE") != nil), .serialized) struct MeasurementTests {
  /// The most memory that the process has ever had.
  static var peakBytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }

  static var residentBytes: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, 256, file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return Int(text.split(separator: " ")[1])! * Int(getpagesize())
  }

  @Test func aToken() throws {
    let system = try Project.system()
    let model = try Project.model("gpt2-small")
    let run = try RunDescription(tokens: 1024, lmHead: true, embedding: true)
    let compiled = try CompiledModel(model, on: system, policy: MappingPolicy(), run: run)
    let before = Self.residentBytes
    let clock = ContinuousClock()
    var start = clock.now
    // PIMGPT_CHECKPOINT: a folder with GPT-2 small.
    let weights: any Weights =
      try getenv("PIMGPT_CHECKPOINT").map { try Checkpoint(folder: String(cString: $0)) }
      ?? RandomWeights(seed: 3)
    var machine = try ModelExecutor(compiled, on: system, weights: weights)
    print("loaded in \(clock.now - start)")
    let checkpoint = model.totalParameters * 2
    func report(_ when: String) {
      let used = Self.residentBytes - before
      print(
        "\(when): resident \(used) bytes, checkpoint in bf16 \(checkpoint), ratio \(Double(used) / Double(checkpoint))"
      )
    }
    report("loaded")
    let positions = getenv("PIMGPT_POSITIONS").flatMap { Int(String(cString: $0)) } ?? 8
    for position in 0..<positions {
      start = clock.now
      try machine.step(.token(position * 40), position: position)
      if position < 8 || position % 128 == 127 { print("position \(position): \(clock.now - start)") }
    }
    report("after \(positions) positions")
    let peak = Self.peakBytes - before
    print("peak \(peak) bytes, ratio \(Double(peak) / Double(checkpoint))")
  }

  @Test func sweep() throws {
    let checkpoint = try Checkpoint(folder: Project.kjv)
    let system = try Project.system()
    let file = fopen(Project.kjv + "/validation.txt", "r")!
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1024)
    #expect(fread(&bytes, 1, 1024, file) == 1024)
    let clock = ContinuousClock()
    let start = clock.now
    let rows = try AccuracySweep.run(
      checkpoint.model, weights: checkpoint, tokens: bytes.map { Int($0) },
      base: HardwareArithmetic(system, policy: MappingPolicy()))
    for row in rows {
      print(
        row.variant, row.accuracy.hardwarePerplexity, row.accuracy.floatPerplexity,
        row.accuracy.divergence.topOneAgreement, row.accuracy.divergence.meanDivergence)
    }
    print("\(rows.count) variants in \(clock.now - start)")
  }

  @Test func errorTable() {
    for row in ErrorStatistics.measure() {
      print(
        "| \(row.function) | \(row.domain) | \(row.samples) | \(row.maximumAbsoluteError) | \(row.meanAbsoluteError) | "
          + "\(row.maximumRelativeError) | \(row.worstInput) | \(row.maximumBFloat16Ulps) |")
    }
  }
}
