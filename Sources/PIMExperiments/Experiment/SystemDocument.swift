public import PIMConfiguration
public import PIMHardware
public import PIMReports

/// A system without an experiment, resolved and decoded; traces are replayed on it.
public struct SystemDocument {
  /// The machine.
  public let system: System
  /// The resolved document, with the system under the key `system` as in an experiment.
  public let configuration: ResolvedConfiguration

  /// Loads a system.
  ///
  /// - Parameters:
  ///   - name: a preset or the path of a file.
  ///   - option: the option that gave the name, for messages.
  ///   - overrides: values to set; their paths begin with `system`.
  public init(
    _ name: String, option: String = "--system", overrides: [String] = [],
    library: PresetLibrary = .standard()
  ) throws {
    let mark = Mark(option: "\(option) \(InputError.shortened(name))")
    let reference = Node(.scalar(Node.Scalar(name, isPlain: false)), mark: mark)
    let document = Node(
      .mapping(Node.Mapping([Node.Entry(key: Node.Key("system", mark: mark), value: reference)])), mark: mark)
    let node = try Experiment.resolver(library).resolve(
      document: document, kind: .experiments,
      overrides: Override.list(overrides))
    let record = DecodingRecord()
    var section = try node.mapping(record: record)
    system = try System(try section.value("system", expected: "a system: a preset, a path or a mapping"))
    try section.finish()
    configuration = ResolvedConfiguration(record.effective(node))
  }
}
