internal import Glibc
internal import PIMConfiguration
internal import PIMReports
internal import PIMWorkload

/// A measurement of the processor of this computer: the time of ordinary GPT arithmetic in binary32, by
/// Reference B on OpenBLAS with one thread and random weights. It is the only result of the program that is
/// not reproducible bit for bit.
public struct ProcessorBaseline {
  let model: ModelDescription
  let run: RunDescription
  let processor: String
  let repeats: Int
  let points: [(position: Int, time: Int64)]

  /// The baseline as a document that `pimgpt compare` reads.
  ///
  /// - Parameter date: the date of measurement, as the document states it; nil for none.
  public func document(date: String? = nil) -> String {
    func quoted(_ text: String) -> String {
      "\"" + TextWidth.printable(text).map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
    }
    var text = """
      # Measured by `pimgpt baseline cpu`: another measurement gives other times.
      name: cpu
      description: \(quoted("\(processor), ordinary GPT arithmetic on OpenBLAS"))
      method: measured
      processor: \(quoted(processor))
      threads: 1
      # Each time is the median of so many.
      repeats: \(repeats)
      element: fp32

      """
    if let date { text += "measuredOn: \(quoted(date))\n" }
    let mark = Mark(option: "the measured model")
    let node = model.document(at: mark) { _ in (mark, Provenance(source: "", certainty: .builtIn)) }
    text += "model:\n"
    for line in canonicalText(of: node, style: .documentOrder).split(separator: "\n") {
      text += "  \(TextWidth.printable(String(line)))\n"
    }
    text += """
      embedding: \(run.embedding)
      lmHead: \(run.lmHead)
      # Positions between two points are taken to lie on a straight line.
      points:

      """
    for point in points {
      text +=
        "  - {position: \(point.position), time: {value: \(Picoseconds(point.time)), source: \"pimgpt baseline cpu\", certainty: measured}}\n"
    }
    return text
  }

  /// The measurement as text for a terminal.
  public var text: String {
    var table = TextTable([.right, .right])
    table.row("position", "time")
    for point in points { table.row(NumberText.count(point.position), NumberText.duration(point.time)) }
    return "\(model.name) on \(processor), 1 thread, binary32, median of \(repeats)\n\n\(table.text)"
  }

  /// The measured times: `schema` is `pimgpt-processor`. `compare` reads `document`, not this.
  public func json() -> [UInt8] {
    JSONWriter.document(schema: "pimgpt-processor", version: 1) { json in
      json.member("model", model.name)
      json.member("processor", processor)
      json.member("threads", 1)
      json.member("repeats", repeats)
      json.array("points") { json in
        for point in points {
          json.object { json in
            json.member("position", point.position)
            json.member("time_ps", point.time)
          }
        }
      }
    }
  }
}
