internal import PIMConfiguration
internal import PIMHardware

extension CommandTraceCheck {
  /// The verdict, violations by kind, and the violations that are kept as text: `schema` is
  /// `pimgpt-command-check`.
  public func json() -> [UInt8] {
    JSONWriter.document(schema: "pimgpt-command-check", version: 1) { json in
      json.member("trace", name)
      json.member("system", system.name)
      json.member("commands", commands)
      json.member("last_cycle", lastCycle)
      json.member("violations", violations)
      json.array("kinds") { json in
        for (title, count) in counts {
          json.object { json in
            json.member("kind", title)
            json.member("count", count)
          }
        }
      }
      json.array("first") { json in
        for line in lines {
          json.value(line.last == "\n" ? String(line.dropLast()) : line)
        }
      }
    }
  }
}
