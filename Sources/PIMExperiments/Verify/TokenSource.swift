internal import PIMNumerics

/// Seeded random tokens over the whole vocabulary, for runs without a text.
struct TokenSource {
  private let vocabulary: Int
  private var generator: SeededGenerator

  init(vocabulary: Int, seed: UInt64) {
    self.vocabulary = vocabulary
    generator = SeededGenerator(seed: seed)
  }

  mutating func next() -> Int { generator.nextIndex(below: vocabulary) }
}
