internal import PIMConfiguration
internal import PIMExecution
internal import PIMExperiments
internal import PIMReports

/// The result of one job of a reproduction.
enum PaperProduct: Sendable {
  case record(SimulationRecord)
  case bytes(Int64)
  case point(SweepResult)
  case accuracy(Accuracy)
  /// The error of a variation that cannot be simulated.
  case impossible(String)
  /// The error of a failed job, which fails the run.
  case failure(String)
}

extension PaperProduct {
  /// A product as one line of JSON. The last member is the SHA-256 of the members before it.
  struct Line: StoredResult {
    let key: String
    /// The title of the job, for readers of the file.
    let title: String
    let product: PaperProduct

    init(key: String, title: String, product: PaperProduct) {
      (self.key, self.title, self.product) = (key, title, product)
    }

    private static let hashStart = Array(",\"sha256\": \"".utf8)
    private static let hashEnd = Array("\"}".utf8)
    private static let hashDigits = 64

    /// The line, with its line end; nil for a failure, and for numbers that JSON cannot express.
    func bytes() -> [UInt8]? {
      let content: (name: String, json: [UInt8])
      do {
        switch product {
        case .record(let record): content = ("record", JSONLine.of(try record.json()))
        case .bytes(let count): content = ("bytes", Array("\(count)\n".utf8))
        case .point(let result): content = ("point", try result.line())
        case .accuracy(let accuracy): content = ("accuracy", try Self.json(accuracy))
        case .impossible(let message): content = ("impossible", JSONLine.of(Self.quoted(message)))
        case .failure: return nil
        }
      } catch {
        return nil
      }
      var head = JSONWriter()
      head.object { json in
        json.member("key", key)
        json.member("job", title)
      }
      var line = JSONLine.of(head.finish())
      // Removes the head's closing bracket and line end; `dropLast` removes the content's line end.
      line.removeLast(2)
      line += Array(", \"\(content.name)\": ".utf8) + content.json.dropLast()
      return line + Self.hashStart + Array(SHA256.hexadecimal(line).utf8) + Self.hashEnd
        + [UInt8(ascii: "\n")]
    }

    private static func quoted(_ text: String) -> [UInt8] {
      var json = JSONWriter()
      json.value(text)
      return json.finish()
    }

    private static func json(_ accuracy: Accuracy) throws -> [UInt8] {
      var json = JSONWriter()
      let divergence = accuracy.divergence
      try json.object { json throws(JSONWriter.Failure) in
        json.member("predictions", accuracy.predictions)
        try json.member("loss", accuracy.hardwareLoss)
        try json.member("binary32_loss", accuracy.floatLoss)
        json.member("positions", divergence.positions)
        json.member("elements", divergence.elements)
        try json.member("largest_difference", divergence.maximumDifference)
        try json.member("differences", divergence.differences)
        try json.member("largest_divergence", divergence.maximumDivergence)
        try json.member("divergences", divergence.divergences)
        json.member("agreements", divergence.agreements)
      }
      return JSONLine.of(json.finish())
    }

    init(reading line: [UInt8], of file: String) throws(ConfigurationError) {
      let document = try Document.parse(bytes: line, name: file, syntax: .json)
      let end = Self.hashStart.count + Self.hashDigits + Self.hashEnd.count
      let body = line.dropLast(end)
      let hash = Self.hashStart + Array(SHA256.hexadecimal(Array(body)).utf8) + Self.hashEnd
      guard line.suffix(end) == hash[...] else {
        throw ConfigurationError(mark: document.mark, what: "changed since it was written")
      }
      var section = try document.mapping()
      _ = try section.text("sha256")
      key = try section.text("key")
      title = try section.text("job")
      if let value = section.optionalValue("record") {
        let report = try ReportDocument(node: value.node, path: file)
        guard case .simulation(let record) = report.content else {
          throw value.error("wrong kind", found: "a replay", expected: "a simulation")
        }
        product = .record(record)
      } else if let value = section.optionalValue("point") {
        var point = try value.section()
        product = .point(try SweepResult(&point))
      } else if var accuracy = try section.optionalSection("accuracy") {
        product = .accuracy(try Self.accuracy(&accuracy))
      } else if let message = try section.optional("impossible", .text) {
        product = .impossible(message)
      } else {
        product = .bytes(Int64(try section.integer("bytes", in: 0...Int.max)))
      }
      try section.finish()
    }

    private static func accuracy(_ section: inout Section) throws(ConfigurationError) -> Accuracy {
      var accuracy = Accuracy()
      accuracy.predictions = try section.integer("predictions")
      accuracy.hardwareLoss = try section.real("loss")
      accuracy.floatLoss = try section.real("binary32_loss")
      accuracy.divergence = Divergence(
        positions: try section.integer("positions"), elements: try section.integer("elements"),
        maximumDifference: try section.real("largest_difference"),
        differences: try section.real("differences"),
        maximumDivergence: try section.real("largest_divergence"),
        divergences: try section.real("divergences"), agreements: try section.integer("agreements"))
      try section.finish()
      return accuracy
    }
  }
}
