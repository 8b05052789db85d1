import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMMapping
import PIMResults
import PIMSimulation
import PIMWorkload

/// A model on a machine, compiled, and its runs.
struct Workbench {
  var model: ModelDescription
  var overrides: [String] = []
  var base = "pim-gpt"
  var run: RunDescription
  var policy = MappingPolicy()
  var schedule = PIMInstructions.Schedule.serial
  var engine = Engine.event
  var sharesChannels = true

  /// - Parameter tokens: those that the KV cache has room for; runs may be shorter.
  init(_ model: ModelDescription, tokens: Int, _ overrides: [String] = []) throws {
    self.model = model
    self.overrides = overrides
    run = try RunDescription(tokens: tokens)
  }

  /// GPT-2 small with fewer layers, as they are all alike.
  static func gpt2Small(layers: Int = 12, name: String = "gpt2-small", contextLimit: Int = 1024) throws
    -> ModelDescription
  {
    try ModelDescription(
      name: name, layers: layers, width: 768, heads: 12, vocabulary: 50257, contextLimit: contextLimit)
  }

  /// A model of odd sizes.
  static func odd(layers: Int = 2) throws -> ModelDescription {
    try ModelDescription(
      name: "odd", layers: layers, width: 200, heads: 3, headWidth: 70, ffnWidth: 700, vocabulary: 3001,
      contextLimit: 512)
  }

  func with(_ overrides: String...) -> Workbench {
    var other = self
    other.overrides += overrides
    return other
  }

  func with<T>(_ path: WritableKeyPath<Workbench, T>, _ value: T) -> Workbench {
    var other = self
    other[keyPath: path] = value
    return other
  }

  func system() throws -> System { try Machines.load(base, overrides) }

  func compiled(on system: System) throws -> CompiledModel {
    try CompiledModel(model, on: system, policy: policy, run: run)
  }

  /// Simulates positions, all of the run's where none are given.
  func simulate(_ positions: Range<Int>? = nil) throws -> SimulationResult {
    let system = try system()
    var program = ModelProgram(try compiled(on: system), positions: positions)
    return try Simulator(system, engine: engine, schedule: schedule, sharesChannels: sharesChannels).run(
      &program)
  }

  /// Time of one token that starts on an idle machine, picoseconds.
  func time(at position: Int) throws -> Int64 { try simulate(position..<position + 1).tokens[0].time }
}
