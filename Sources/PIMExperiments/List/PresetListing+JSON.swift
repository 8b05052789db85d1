internal import PIMConfiguration

extension PresetListing {
  /// The presets of several kinds: `schema` is `pimgpt-presets`.
  public static func json(_ listings: [PresetListing]) -> [UInt8] {
    JSONWriter.document(schema: "pimgpt-presets", version: 1) { json in
      json.array("kinds") { json in
        for listing in listings { json.object { json in listing.write(to: &json) } }
      }
    }
  }

  private func write(to json: inout JSONWriter) {
    json.member("kind", kind.rawValue)
    json.array("presets") { json in
      for row in rows {
        json.object { json in
          json.member("name", row.name)
          for fact in row.facts {
            switch fact.value {
            case .integer(let number): json.member(fact.key, number)
            case .text(let text): json.member(fact.key, text)
            case .null: json.memberNull(fact.key)
            }
          }
          if let note = row.note { json.member("note", note) }
        }
      }
    }
    json.array("failures") { json in
      for failure in failures {
        json.object { json in
          json.member("name", failure.name)
          json.member("error", failure.error)
        }
      }
    }
  }
}
