import PIMBounds
import PIMHardware
import PIMInstructions
import PIMMapping
import PIMNumerics
import PIMWorkload
import Testing

/// Bounds with their arithmetic.
@Suite struct HandComputedTests {
  /// A layer of one head and one column, on pim-gpt, whose clock is 0.5 ns. Every product is one result of
  /// one column in channel 0.
  @Test func oneColumn() throws {
    let system = try Machines.load("pim-gpt")
    let model = try ModelDescription(
      name: "column", layers: 1, width: 16, heads: 1, ffnWidth: 16, vocabulary: 16, contextLimit: 16)
    let run = try RunDescription(tokens: 1)
    var bound = try MachineBound(model, on: system, run: run)
    func time(_ function: ASICFunction) -> Int64 {
      Int64(
        OperationCost(of: function).cycles(
          adders: 256, multipliers: 128, adderLatency: 4, multiplierLatency: 4)) * 1000
    }
    // QKV: a burst to the buffer, nCWLGB + nBL = 3 to the MAC. Scores: row opening, nRTP + nRP + nRCDRD =
    // 52; the key, nCWL + nBL + nWTRL = 19 beyond the row. A result: nMACRD = 12, and nCLREG + nBL = 3 to
    // the ASIC.
    let toSoftmax: Int64 = 3 + 52 + 19 + 12 + 3
    // The probabilities, 3; the projection's row, 52; its result, 12 + 3.
    let fromSoftmax: Int64 = 3 + 52 + 12 + 3
    // The last sum is one addition of a residual: a cycle and a latency of 4.
    let sum: Int64 = 5000
    let attention = (toSoftmax + fromSoftmax) * 500 + time(.softmax(count: 1)) + sum
    // FFN up, 3 + 12 + 3; FFN down, 3 + 12 + 3.
    let feedForward = (3 + 12 + 3 + 3 + 12 + 3) * 500 + time(.gelu(count: 16)) + sum
    let norms = 2 * time(.layerNorm(count: 16))
    #expect(bound.position(0).time == norms + attention + feedForward)
  }

  /// The weights of GPT-3 XL fill rows: every result of a product is a row of 64 columns.
  @Test func rowsOfGPT3XL() throws {
    let system = try Machines.load("pim-gpt")
    let model = try ModelDescription(
      name: "rows", layers: 1, width: 2048, heads: 16, vocabulary: 16, contextLimit: 16)
    let run = try RunDescription(tokens: 1)
    var bound = try MachineBound(model, on: system, run: run)
    func time(_ function: ASICFunction) -> Int64 {
      Int64(
        OperationCost(of: function).cycles(
          adders: 256, multipliers: 128, adderLatency: 4, multiplierLatency: 4)) * 1000
    }
    // A vector of 64 bursts: 63 · nBL + 3 = 129 before the first MAC; between a result and a MAC, after
    // nMACRD = 12 and nCLREG + nBL + nRTW - nCWLGB = 4, 145.
    // A row: 63 · nCCDS = 126, and 52 to the next. FFN up: 8,192 outputs are 64 slots of two chunks.
    let up = 129 + 128 * 126 + 126 * 52 + 145
    // FFN down: 2,048 outputs are 16 slots of eight chunks.
    let down = 145 + 128 * 126 + 120 * 52 + 7 * 145
    let sum = time(.sumPartials(count: 128, partials: 8, bias: false, residual: true))
    let feedForward = Int64(up + down + 12 + 3) * 500 + sum
    // QKV: 48 slots of two chunks; projection: 16 slots of two chunks.
    let qkv = 129 + 96 * 126 + 94 * 52 + 145
    let projection = 145 + 32 * 126 + 30 * 52 + 145
    // One token: its key is one of 16 heads of eight columns, in channel 0. Scores, two rows: 16 results of
    // eight columns, 14 between results, 38 more for each row, or 128 bursts in two vectors, 128 · 2 + 2 · 3
    // more.
    let scores = 16 * 7 * 2 + 16 * 14 + 128 * 2 + 2 * 3
    // The key: 19 beyond a row, and 127 bursts.
    let key = 19 + 127 * 2
    // Values: eight units of each head, 16 in each channel, one column each, in one row of 64; 19 beyond.
    let value = 19
    // Contexts: 16 results of one column, with 14 between them, in one row, 38 more. The vectors of two
    // heads, a burst each, are less.
    let context = 16 * 14 + 38
    let attention =
      Int64(qkv + scores + key + value + context + projection + 12 + 3) * 500
      + time(.sumPartials(count: 128, partials: 2, bias: false, residual: true))
    #expect(bound.position(0).time == 2 * time(.layerNorm(count: 2048)) + attention + feedForward)
  }

  /// A refresh adds its time, less the part of a wait that it may lie in.
  @Test func refreshes() {
    let cost = RefreshCost(interval: 1000, time: 100, unpaid: 1, isCommon: true)
    var bound = RunBound()
    bound.add(PositionBound(time: 10_000, channels: [8000, 10_000], waits: [:]))
    // 10 fall due in 10,000, all but one are paid: 10,900, before the next falls due.
    #expect(bound.withRefresh(cost) == 10_900)
    var waiting = RunBound()
    // Two waits of 60, and one of 250, in which two refreshes have room, and half of a third.
    waiting.add(PositionBound(time: 10_000, channels: [8000, 10_000], waits: [60: 2, 250: 1]))
    #expect(waiting.withRefresh(cost) == 10_900 - 2 * 100 - 2 * 60 - 50)
    // With postponed refreshes channels are looked at one by one.
    var postponed = cost
    postponed.isCommon = false
    #expect(bound.withRefresh(postponed) == 10_900)
    var apart = RunBound()
    apart.add(PositionBound(time: 10_000, channels: [8000, 9000], waits: [:]))
    #expect(apart.withRefresh(postponed) == 10_000)
    #expect(bound.withRefresh(RefreshCost(interval: 0, time: 0, unpaid: 1, isCommon: true)) == 10_000)
  }

  /// Choices that mappings have in common raise the bound.
  @Test func fixedChoices() throws {
    let system = try Machines.load("pim-gpt")
    let model = try ModelDescription(
      name: "choices", layers: 2, width: 768, heads: 12, vocabulary: 16, contextLimit: 1024)
    let run = try RunDescription(tokens: 1024)
    func time(_ fixed: FixedChoices) throws -> Int64 {
      var bound = try MachineBound(model, on: system, run: run, fixed: fixed)
      return bound.position(500).time
    }
    let free = try time(FixedChoices())
    #expect(try time(FixedChoices(schedule: .overlapped, rowOpening: .ahead, attention: .pipelined)) == free)
    #expect(try time(FixedChoices(schedule: .serial)) > free)
    #expect(try time(FixedChoices(rowOpening: .onDemand)) > free)
  }
}
