import PIMGPT
import Testing

@testable import PIMCommandLine

@Suite struct ProgressLineTests {
  @Test(arguments: [
    (0, 0, ProgressLine.Unit.tokens, 9.0, "0 tokens"), (0, 10, .points, 9, "0 of 10 points"),
    // 312 in 5 s; 712 more take 712 · 5 / 312 = 11.41 s.
    (312, 1024, .tokens, 5, "312 of 1,024 tokens, 12 s left"),
    // 1 in 10 s; 12 more take 120 s, which is 2 min.
    (1, 13, .positions, 10, "1 of 13 positions, 2 min left"),
    (3 << 20, 12 << 20, .bytes, 1, "3 MiB of 12 MiB, 3 s left"), (1536, 0, .bytes, 1, "1.500 KiB"),
  ])
  func progress(done: Int, total: Int, unit: ProgressLine.Unit, seconds: Double, text: String) {
    #expect(ProgressLine.text(done: done, total: total, unit: unit, seconds: seconds) == text)
  }
}
