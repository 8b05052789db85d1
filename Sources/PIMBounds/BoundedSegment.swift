internal import PIMNumerics
internal import PIMWorkload

/// The operators from one wait for the residual stream to the next: from the end of a norm to the last sum
/// before the next norm.
struct BoundedSegment: Sendable {
  /// The time of the norm that the segment begins with, picoseconds.
  var norm: Int64
  /// The least time from the last result at the ASIC to the end of the segment, picoseconds.
  var lastFunction: Int64 = 0
  /// The time of the ASIC's functions in the segment, without the norm and without softmax, picoseconds.
  var functions: Int64 = 0
  /// Products in the order of the program, before and after the attention.
  var before: [ProductWork] = []
  var after: [ProductWork] = []
  var hasAttention = false
  /// The least time of the last activation, and the index of the product before it in its list, picoseconds.
  var activation: (time: Int64, product: Int)?

  mutating func append(_ product: ProductWork) {
    if hasAttention { after.append(product) } else { before.append(product) }
  }
}

/// The least times of the channels on the products of a segment, in cycles of the command clock.
struct SegmentChains: Sendable {
  /// By channel: from the end of the norm to the last MAC before the attention; nil without any.
  var before: [Int?]
  /// By channel: from the last MAC before the products after the attention to their last MAC.
  var after: [Int]
  /// By channel: from the end of the norm to the last MAC of all products, without attention; 0 without any.
  var alone: [Int]
  /// The sum over products of the time from the first vector to the last result at the ASIC, each on the
  /// channel on which it is longest.
  var oneByOne: Int
  /// The least time from a result of the attention at the ASIC to the last MAC of the products after it.
  var afterResult: Int
  /// From the end of the norm to the last MAC before an activation, and from there to the last MAC.
  var toActivation: Int
  var fromActivation: Int

  init(_ segment: BoundedSegment, channels: Int, _ delays: CommandDelays) {
    func chain(_ products: [ProductWork], _ channel: Int, from start: Int?) -> Int? {
      products.reduce(start) { time, product in
        guard let own = product.channels[channel] else { return time }
        let begin =
          time.map { $0 + delays.loadOtherRow(own.firstBursts) } ?? delays.head(own.firstBursts)
        return begin + own.cycles
      }
    }
    func lastChunk(_ product: ProductWork) -> Int {
      product.channels.compactMap { $0?.lastChunk }.min() ?? 0
    }
    let all = 0..<channels
    before = all.map { chain(segment.before, $0, from: nil) }
    after = all.map { chain(segment.after, $0, from: 0)! }
    alone = all.map { chain(segment.before + segment.after, $0, from: nil) ?? 0 }
    oneByOne = (segment.before + segment.after).reduce(0) { sum, product in
      let longest =
        product.channels.compactMap { $0.map { delays.head($0.firstBursts) + $0.cycles } }.max() ?? 0
      return sum + longest + delays.read + delays.readCompletion
    }
    afterResult = segment.after.first.map(lastChunk) ?? 0
    (toActivation, fromActivation) = (0, 0)
    if let activation = segment.activation {
      // The product after an activation needs its last result for the last chunk at the latest.
      let products = segment.before + segment.after
      let first = Array(products[...activation.product])
      if !segment.hasAttention {
        toActivation = all.map { chain(first, $0, from: nil) ?? 0 }.max()!
      }
      fromActivation = products.dropFirst(activation.product + 1).first.map(lastChunk) ?? 0
    }
  }
}
