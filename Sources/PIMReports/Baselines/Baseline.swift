package import PIMConfiguration
internal import PIMWorkload

/// Another machine that performs the task of a run: its time and energy are bounded, quoted or measured.
public struct Baseline: Sendable {
  /// The source of a baseline's figures.
  package enum Method: Sendable {
    /// The least time for moving the weights and the KV cache, and a power over that time.
    case bandwidth(rate: DataRate, power: Power?, element: Element)
    /// Multiples of the latency and the energy of the run that the baseline is compared with.
    case ratio(latency: ClosedRange<Double>, energy: ClosedRange<Double>?)
    case measured(Measured)
  }

  /// The format of a number in memory.
  package enum Element: String, CaseIterable, Sendable {
    case fp16, fp32
    var bits: Int128 { self == .fp16 ? 16 : 32 }
  }

  /// Measured times of single positions, each with a KV cache that holds all positions before it.
  package struct Measured: Sendable {
    var processor: String
    var threads: Int
    var element: Element
    var model: ModelDescription
    var embedding: Bool
    var lmHead: Bool
    var points: [(position: Int, time: Picoseconds)]
  }

  /// The baseline's name, as its document gives it.
  public let name: String
  /// The machine and the origin of its figures, in a sentence.
  public let description: String
  package let method: Method

  /// Reads a resolved baseline document.
  ///
  /// - Throws: `ConfigurationError` with file, line and column for values that are missing or out of range.
  package init(decoding value: Value) throws(ConfigurationError) {
    enum Kind: String, CaseIterable { case bandwidth, ratio, measured }
    var section = try value.section()
    name = try section.text("name")
    description = try section.text("description")
    switch try section.choice("method", Kind.self) {
    case .bandwidth:
      let least = DataRate(bitsPerSecond: 1)
      method = .bandwidth(
        rate: try section.dataRate("bandwidth", in: least...DataRate(bitsPerSecond: .max)),
        power: try section.optional("power", .quantity(Power.self)), element: try section.choice("element"))
    case .ratio:
      let latency = try Self.range("latency", of: &section)
      let energy = section.contains("energy") ? try Self.range("energy", of: &section) : nil
      method = .ratio(latency: latency, energy: energy)
    case .measured:
      method = .measured(try Self.measured(&section))
    }
    try section.finish()
  }

  private static func range(_ key: String, of section: inout Section) throws(ConfigurationError)
    -> ClosedRange<Double>
  {
    var ends = try section.section(key)
    let positive = Double.leastNormalMagnitude...1e12
    let least = try ends.real("least", in: positive)
    let most = try ends.real("most", in: positive)
    try ends.finish()
    guard least <= most else {
      throw ends.error("most", "less than least", found: "\(most)", expected: "\(least) or more")
    }
    return least...most
  }

  private static func measured(_ section: inout Section) throws(ConfigurationError) -> Measured {
    let processor = try section.text("processor")
    let threads = try section.integer("threads", in: 1...1 << 20)
    // `repeats` documents the measurement for the reader; no figure depends on the value.
    _ = try section.integer("repeats", in: 1...1 << 20)
    _ = try section.optional("measuredOn", .text)
    let element = try section.choice("element", Element.self)
    let model = try ModelDescription(decoding: section.section("model"))
    let embedding = try section.boolean("embedding")
    let lmHead = try section.boolean("lmHead")
    var points: [(position: Int, time: Picoseconds)] = []
    for value in try section.list("points", count: 1...1 << 24) {
      var point = try value.section()
      let position = try point.integer("position")
      let time = try point.time("time", in: Picoseconds(1)...Picoseconds.max)
      try point.finish()
      if let last = points.last, last.position >= position {
        throw point.error(
          "position", "not in order", found: "\(position)", expected: "more than \(last.position)")
      }
      points.append((position, time))
    }
    return Measured(
      processor: processor, threads: threads, element: element, model: model, embedding: embedding,
      lmHead: lmHead,
      points: points)
  }
}
