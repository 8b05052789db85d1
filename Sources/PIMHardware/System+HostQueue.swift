internal import PIMConfiguration

extension System {
  /// The host's front end of an AiM machine (`host.frontEnd: queued`): a decoder for one line of a trace
  /// after the other, and a queue per channel.
  ///
  /// A line becomes one request for each column that it accesses, in each channel that it names. The line is
  /// done when its last request is in its queue. The next line is decoded one clock later, or in the same
  /// clock if nothing had to wait and `linesPerCycle` allows. A channel's queue accepts a request one clock
  /// after it has room. Bank reads and writes of the host wait in a separate queue of `hostWindow` requests.
  /// A channel accepts requests of one kind only while none of the other is queued.
  ///
  /// Source: GDDR6-AiM simulator (github.com/arkhadem/aim_simulator, commit 0f28a07), memory system and DRAM
  /// controller.
  public struct HostQueue: Sendable, Hashable {
    /// The number of requests that a channel's queue holds, bank reads and writes of the host not included.
    public var depth: Int
    /// The largest number of lines that are decoded per cycle of the command clock.
    public var linesPerCycle: Int
    /// True for commands whose lines hold the decoder until all their channels have returned data; indexed by
    /// `Command.rawValue`.
    public var blocking: [Bool]

    /// Creates a front end.
    ///
    /// - Parameters:
    ///   - depth: requests per queue.
    ///   - linesPerCycle: lines decoded per cycle of the command clock.
    ///   - blocking: the commands that hold the decoder, indexed by `Command.rawValue`.
    public init(depth: Int, linesPerCycle: Int, blocking: [Bool]) {
      self.depth = depth
      self.linesPerCycle = linesPerCycle
      self.blocking = blocking
    }

    /// True if a line with this command holds the decoder.
    public func isBlocking(_ command: Command) -> Bool { blocking[Int(command.rawValue)] }
  }

  private enum FrontEnd: String, CaseIterable { case ideal, queued }

  /// Reads `host`: the window of bank accesses, and the front end (`ideal` by default).
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
