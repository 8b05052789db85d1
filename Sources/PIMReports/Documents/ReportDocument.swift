public import PIMConfiguration

/// A report read back from the JSON that `pimgpt simulate -o` or `pimgpt replay -o` wrote.
///
///     let document = try ReportDocument(path: "a.json")
///     switch document.content {
///     case .simulation(let record): record.measurement.result.time
///     case .replay(let record): record.trace
///     }
///
/// Reading is strict. The primary numbers (times, counters, energies, configuration) are decoded and their
/// sums are checked: by cause, operator, layer and position against the latency, by component against the
/// energy. The configuration is checked against its hash. All derived values are computed again and compared
/// with the file. A file that was edited by hand is therefore an error with line and column.
public struct ReportDocument: Sendable {
  /// The record of a report.
  public enum Content: Sendable {
    /// The report of a simulation.
    case simulation(SimulationRecord)
    /// The report of a trace's replay.
    case replay(ReplayRecord)
  }

  /// The file's path as the user wrote it.
  public let path: String
  /// The record that the file holds.
  public let content: Content

  /// The counters, times and energies of the record.
  public var measurement: RunMeasurement {
    switch content {
    case .simulation(let record): record.measurement
    case .replay(let record): record.measurement
    }
  }

  /// The resolved configuration that the report carries.
  public var configuration: ConfigurationRecord {
    switch content {
    case .simulation(let record): record.configuration
    case .replay(let record): record.configuration
    }
  }

  /// The verification that the report states.
  public var verification: VerificationStatus {
    switch content {
    case .simulation(let record): record.verification
    case .replay(let record): record.verification
    }
  }

  /// The version of the program that simulated.
  public var toolVersion: String {
    switch content {
    case .simulation(let record): record.toolVersion
    case .replay(let record): record.toolVersion
    }
  }

  /// Reads a report.
  ///
  /// - Throws: `ConfigurationError` with file, line and column for a file that cannot be read, is truncated
  ///   or is no report, for another schema version, and for numbers that do not add up.
  public init(path: String) throws(ConfigurationError) {
    let node: Node
    do throws(ConfigurationError) { node = try Document.load(path: path, syntax: .json) } catch {
      throw Self.unreadable(error)
    }
    try self.init(node: node, path: path)
  }

  /// Reads a report in memory.
  ///
  /// - Parameter name: the report's name in messages.
  /// - Throws: the errors of `init(path:)`.
  public init(bytes: [UInt8], name: String) throws(ConfigurationError) {
    let node: Node
    do throws(ConfigurationError) { node = try Document.parse(bytes: bytes, name: name, syntax: .json) } catch
    {
      throw Self.unreadable(error)
    }
    try self.init(node: node, path: name)
  }

  /// Reads a report that is embedded in another document.
  package init(node: Node, path: String) throws(ConfigurationError) {
    self.path = path
    let node = ReportReader.withCurrentKeys(node)
    var reader = try ReportReader(node)
    content = try reader.read()
    let written: [UInt8]
    do {
      switch content {
      case .simulation(let record): written = try record.json()
      case .replay(let record): written = try record.json()
      }
    } catch {
      throw ConfigurationError(mark: node.mark, what: "\(error)", expected: ReportReader.anything)
    }
    try ReportComparison.check(node, against: Document.parse(bytes: written, name: path, syntax: .json))
  }

  /// Adds advice to the error of a file that is truncated or not JSON.
  private static func unreadable(_ error: ConfigurationError) -> ConfigurationError {
    let broken = "broken JSON: "
    guard error.what.hasPrefix(broken) || error.what == "empty document" else { return error }
    let what = error.what.hasPrefix(broken) ? String(error.what.dropFirst(broken.count)) : error.what
    return ConfigurationError(
      mark: error.mark, what: "cut off or no JSON: \(what)",
      expected: "a whole report; \(ReportReader.advice)")
  }
}
