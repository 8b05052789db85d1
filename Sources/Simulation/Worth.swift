/// Whether hardly anything has come again for some time, so that looking it up takes longer than simulating it.
///
/// To find out what a step does takes some fifteen times as long as to simulate it. So where that pays, far more steps are known than are
/// learnt: a hundred times as many in a model's program. What is learnt is counted in rounds. Three rounds in a row in which it does not pay are
/// enough, or one that is far from it.
struct Worth {
  private let round: Int64
  private var learned: Int64 = 0
  private var poorRounds = 0
  /// Steps of the round at hand that were known.
  var known: Int64 = 0
  var isNone: Bool { poorRounds >= 3 }

  /// - Parameter round: how much is learnt in a round.
  init(round: Int64) { self.round = round }

  mutating func learn() {
    learned += 1
    if learned < round { return }
    poorRounds = known >= 16 * learned ? 0 : poorRounds + (known >= 4 * learned ? 1 : 3)
    (learned, known) = (0, 0)
  }
}
