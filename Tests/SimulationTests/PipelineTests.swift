import PIMFastForward
import PIMInstructions
import PIMMapping
import PIMResults
import PIMSimulation
import Testing

/// Programs in which ASIC and channels work at the same time.
@Suite struct PipelineTests {
  static let policies = [
    MappingPolicy(productTiles: 3),
    MappingPolicy(attention: .pipelined, attentionGroups: 2),
    MappingPolicy(parameterPrefetch: .ahead),
    MappingPolicy(
      valueLayout: .blocked, partialBufferBytes: 4 << 10, scoreBufferBytes: 512, productTiles: 5,
      attention: .pipelined, attentionGroups: 3, parameterPrefetch: .ahead),
  ]

  @Test(arguments: policies, [Schedule.serial, .overlapped])
  func enginesAgree(policy: MappingPolicy, schedule: Schedule) throws {
    let bench = try Workbench(Workbench.odd(), tokens: 40).with(\.policy, policy).with(
      \.schedule, schedule)
    for positions in [0..<2, 37..<39] {
      let event = try bench.with(\.engine, .event).simulate(positions)
      for engine in [Engine.stepped, .fast] {
        let other = try bench.with(\.engine, engine).simulate(positions)
        #expect(other.time == event.time && other.causes == event.causes, "\(engine)")
        #expect(other.operators == event.operators && other.channels == event.channels, "\(engine)")
        #expect(other.tokens.map(\.time) == event.tokens.map(\.time), "\(engine)")
      }
      // Causes may be negative in an operator's row; the totals are exact.
      #expect(event.operators.reduce(0) { $0 + $1.total } + event.debtTime == event.time)
      #expect(event.tokens.reduce(0) { $0 + $1.time } + event.debtTime == event.time)
    }
  }

  /// Each option alone, and all together, are faster than none under the overlapped schedule; the work is the
  /// same.
  @Test func everyOptionGains() throws {
    let bench = try Workbench(Workbench.gpt2Small(layers: 2), tokens: 600).with(\.schedule, .overlapped).with(
      \.engine, .fast)
    func time(_ policy: MappingPolicy) throws -> Int64 {
      try bench.with(\.policy, policy).simulate(500..<504).time
    }
    let none = try time(MappingPolicy())
    let alone = try [
      MappingPolicy(productTiles: 6), MappingPolicy(attention: .pipelined),
      MappingPolicy(parameterPrefetch: .ahead),
    ].map { none - (try time($0)) }
    #expect(alone.allSatisfy { $0 > 0 }, "\(alone)")
    let all = try time(
      MappingPolicy(productTiles: 6, attention: .pipelined, attentionGroups: 2, parameterPrefetch: .ahead))
    #expect(none - all > alone.max()!)
  }
}
