internal import PIMConfiguration

extension System {
  /// The host's front end of an AiM machine (`host.frontEnd: queued`): a decoder that takes one line of a trace after the other, and a queue
  /// for each channel.
  ///
  /// A line becomes one request for each column that it works on, in each channel that it names. It is done when its last request is in its queue;
  /// the next line is decoded in the clock after, or, where nothing had to wait, as far as the rate allows. A channel's queue takes a request
  /// in the clock after it has room. Bank reads and writes of the host wait in a queue of their own, of `hostWindow` requests, and a channel
  /// takes requests of one kind only while none of the other is queued.
  ///
  /// Source: GDDR6-AiM simulator (github.com/arkhadem/aim_simulator, commit 0f28a07), memory system and DRAM controller.
  public struct HostQueue: Sendable, Hashable {
    /// Requests that a channel's queue takes, bank reads and writes of the host apart.
    public var depth: Int
    /// Lines that are decoded in a clock cycle of the command clock at the most.
    public var linesPerCycle: Int
    /// Commands whose lines hold the decoder until the data of all their channels are back.
    public var blocking: [Bool]

    /// - Parameter blocking: indexed by `Command.rawValue`.
    public init(depth: Int, linesPerCycle: Int, blocking: [Bool]) {
      self.depth = depth
      self.linesPerCycle = linesPerCycle
      self.blocking = blocking
    }

    /// Whether a line that asks for a command holds the decoder.
    public func isBlocking(_ command: Command) -> Bool { blocking[Int(command.rawValue)] }
  }

  private enum FrontEnd: String, CaseIterable { case ideal, queued }

  /// Reads `host`: the window of bank accesses, and the front end (ideal where none is named).
  static func host(_ section: inout Section) throws(ConfigurationError) -> (window: Int, queue: HostQueue?) {
    var host = try section.section("host")
    let window = try host.integer("window", in: 1...1024)
    let frontEnd =
      host.contains("frontEnd") ? try host.choice("frontEnd", FrontEnd.self) : FrontEnd.ideal
    var queue: HostQueue?
    if frontEnd == .queued || host.contains("queueDepth") || host.contains("linesPerCycle")
      || host.contains("blocking")
    {
      let depth = try host.integer("queueDepth", in: 1...1024)
      let lines = try host.integer("linesPerCycle", in: 1...64)
      var blocking = Array(repeating: false, count: Command.count)
      for value in try host.optionalList("blocking") ?? [] {
        let command = try System.command(value)
        if blocking[Int(command.rawValue)] {
          throw value.error("command named twice", found: command.mnemonic)
        }
        blocking[Int(command.rawValue)] = true
      }
      queue = HostQueue(depth: depth, linesPerCycle: lines, blocking: blocking)
    }
    try host.finish()
    return (window, frontEnd == .queued ? queue : nil)
  }
}
