import PIMHardware
import PIMMapping
import PIMNumerics
import PIMTestModels
import PIMWorkload

extension RandomCase {
  /// A random case with random features, on a random machine under a random policy.
  init(featuresOf seed: UInt64) throws {
    try self.init(seed: seed)
    var random = SeededGenerator(seed: seed ^ 0x5EED_F00D)
    func pick<T>(_ values: [T]) -> T { values[random.nextIndex(below: values.count)] }
    model = try ModelDescription(
      featuresOf: seed, size: (model.width, model.ffnWidth, model.vocabulary), random: &random)
    let organisation = system.organisation
    let lanes = organisation.elementsPerColumn
    let banks = organisation.banks
    let bufferElements = system.globalBufferColumns * lanes
    let chunks =
      max(model.width, model.ffnWidth, model.attentionWidth) / bufferElements + 1
    let pieces = model.headWidth / bufferElements + 1
    let tile = (1...banks).map { $0 * lanes }.first { $0 % banks == 0 }!
    policy.partialBufferBytes = pick([1, 2, 1000]) * 2 * organisation.channels * banks * chunks
    policy.scoreBufferBytes = pick([1, 1, 2, 100]) * 2 * tile * pieces
    policy.parameterBufferBytes = pick([1, 100, 300, 512, 700, 1024, 4096])
    policy.queryOrder = pick([.heads, .rows])
    policy.sharedQueries = pick([1, 2, 3, 64])
    policy.scoreRows = pick([.packed, .aligned])
  }
}
