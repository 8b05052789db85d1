package import PIMConfiguration
internal import PIMExperiments

/// The result of a point: an exact run, or the reason why there is none.
package struct TuningRun: StoredResult, Hashable {
  package enum Outcome: Sendable, Hashable {
    /// Latency in picoseconds, energy in yoctojoules.
    case measured(latency: Int64, energy: Int128)
    case impossible(String)
  }

  /// SHA-256 of the program's version, the configuration and the positions.
  package var key: String
  /// The values of the point, for readers of the file.
  package var title: String
  package var outcome: Outcome

  package init(key: String, title: String, outcome: Outcome) {
    (self.key, self.title, self.outcome) = (key, title, outcome)
  }

  /// The line for the store, with its line end. The last member is the SHA-256 of those before it.
  func line() throws -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("key", key)
      json.member("point", title)
      write(to: &json)
    }
    var line = JSONLine.of(json.finish())
    line.removeLast(2)
    line += Array(",\"sha256\": \"\(SHA256.hexadecimal(line))\"}\n".utf8)
    return line
  }

  /// Writes the members of the outcome.
  func write(to json: inout JSONWriter) {
    switch outcome {
    case .measured(let latency, let energy):
      json.member("latency_ps", latency)
      // A string, since yoctojoules exceed the integers that JSON readers represent exactly.
      json.member("energy_yj", "\(energy)")
    case .impossible(let reason): json.member("impossible", reason)
    }
  }

  package init(reading line: [UInt8], of file: String) throws(ConfigurationError) {
    let document = try Document.parse(bytes: line, name: file, syntax: .json)
    var section = try document.mapping()
    _ = try section.text("sha256")
    key = try section.text("key")
    title = try section.text("point")
    outcome = try Outcome(&section)
    try section.finish()
    guard (try? self.line().dropLast()) == line[...] else {
      throw ConfigurationError(mark: document.mark, what: "changed since it was written")
    }
  }
}

extension TuningRun.Outcome {
  /// Reads the members of an outcome.
  init(_ section: inout Section) throws(ConfigurationError) {
    if let reason = try section.optional("impossible", .text) {
      self = .impossible(reason)
      return
    }
    let text = try section.text("energy_yj")
    guard let energy = Int128(text), energy >= 0 else {
      throw section.error(
        "energy_yj", "malformed number", found: Node.shown(text), expected: "whole yoctojoules")
    }
    self = .measured(
      latency: Int64(try section.integer("latency_ps", in: 0...Int.max)), energy: energy)
  }
}

extension StoreKind {
  static let tuning = StoreKind(fileName: "runs.jsonl", schema: "pimgpt-tuning-runs", noun: "experiment", option: "--folder")
}
