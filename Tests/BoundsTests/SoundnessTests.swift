import Glibc
import PIMBounds
import PIMMapping
import PIMResults
import Testing

/// No run is faster than its bounds, whatever the machine, the model and the mapping.
@Suite struct SoundnessTests {
  static let groupSize = 20
  static let quickGroups = 30

  @Test(arguments: 0..<quickGroups) func boundsHold(group: Int) throws {
    var runs = 0
    for seed in group * Self.groupSize..<(group + 1) * Self.groupSize {
      if try Self.check(seed: UInt64(seed)) { runs += 1 }
    }
    // The others need more room than the machine has.
    #expect(runs >= Self.groupSize / 2)
  }

  /// Holds a run against its bounds.
  ///
  /// - Returns: false if the machine has no room for the mapping.
  static func check(seed: UInt64) throws -> Bool {
    let random = try RandomRun(seed: seed)
    guard let result = try random.simulate() else { return false }
    let free = try random.bound(FixedChoices())
    let own = try random.bound(FixedChoices(random.policy))
    for (name, bound) in [("any mapping", free), ("its own choices", own)] {
      #expect(bound.run <= result.time, "\(name): \(random.text)")
      #expect(bound.run > 0, "\(name): \(random.text)")
      var (end, least) = (Int64(0), Int64(0))
      for (token, position) in zip(result.tokens, bound.positions) {
        end += token.time
        least += position.time
        #expect(position.time <= token.time, "\(name), position \(token.position): \(random.text)")
        #expect(least <= end, "\(name), up to position \(token.position): \(random.text)")
      }
    }
    for (all, some) in zip(free.positions, own.positions) { #expect(all.time <= some.time, "\(random.text)") }
    return true
  }
}

/// `make soak`: as many seeds as SOAK_SEEDS says, from where the quick set ends.
@Suite(.enabled(if: getenv("SOAK_SEEDS") != nil)) struct Soak {
  static let groups: Range<Int> = {
    let seeds = getenv("SOAK_SEEDS").flatMap { Int(String(cString: $0)) } ?? 0
    let size = SoundnessTests.groupSize
    return SoundnessTests.quickGroups..<SoundnessTests.quickGroups
      + (max(0, min(seeds, 10_000_000)) + size - 1) / size
  }()

  @Test(arguments: groups) func boundsHold(group: Int) throws {
    for seed in group * SoundnessTests.groupSize..<(group + 1) * SoundnessTests.groupSize {
      _ = try SoundnessTests.check(seed: UInt64(seed))
    }
  }
}
