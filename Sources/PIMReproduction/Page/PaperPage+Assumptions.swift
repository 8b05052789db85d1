internal import PIMConfiguration
internal import PIMExperiments
internal import PIMReports

extension PaperPage {
  mutating func writeAssumptions() {
    page.element("h2", "What is assumed")
    let all = results.assumptions
    guard !all.isEmpty else {
      page.element(
        "p", ["class": "note"],
        "Assumptions are varied with \(results.document.assumptionsExperiment), which was not part of this run."
      )
      return
    }
    page.element(
      "p",
      "\(NumberText.count(all.count)) constants of the machine and the mapping are assumed, recalled from the paper and not re-read, or given without a source. Each was varied alone over the range given, on \(results.document.assumptionsExperiment). The three that matter most:"
    )
    page.element("ol") { list in
      for row in all.prefix(3) {
        list.element("li") { item in
          item.element("code", ([row.assumption.path] + row.assumption.with).joined(separator: ", "))
          item.write(
            " (\(row.assumption.value), \(row.assumption.certainty.rawValue)): \(Self.effects(row)). Range: \(row.assumption.why)."
          )
        }
      }
    }
    writeTornado(all, of: "latency", VariedAssumption.latencyTornado)
    writeTornado(all, of: "energy", VariedAssumption.energyTornado)
    table(
      "All of them, the largest effect on latency or energy first.",
      [
        ("constant", ""), ("value", "n"), ("", ""), ("varied to", "n"), ("latency", "n"), ("energy", "n"),
        ("source, and why this range", "source"),
      ]
    ) { body in
      for row in all where !row.assumption.values.isEmpty {
        for (index, value) in row.assumption.values.enumerated() {
          body.element("tr") { cells in
            cells.element(
              "td", ["class": "code"],
              index == 0 ? ([row.assumption.path] + row.assumption.with).joined(separator: " ") : "")
            cells.element(
              "td", ["class": "n"],
              index == 0
                ? ConfigurationRecord.Constant.shown(row.assumption.value, at: row.assumption.path) : "")
            cells.element("td", index == 0 ? row.assumption.certainty.rawValue : "")
            cells.element("td", ["class": "n"], value)
            switch row.outcomes[index] {
            case .measured(let latency, let energy):
              cells.element("td", ["class": "n"], Self.change(latency))
              cells.element("td", ["class": "n"], Self.change(energy))
              cells.element(
                "td", ["class": "source"],
                index == 0 ? "\(row.assumption.source). Range: \(row.assumption.why)" : "")
            case .impossible(let message):
              cells.element("td", ["class": "n"], "–")
              cells.element("td", ["class": "n"], "–")
              cells.element("td", ["class": "source"], "cannot be: \(message)")
            }
          }
        }
      }
    }
    let kept = all.filter(\.assumption.values.isEmpty)
    if !kept.isEmpty {
      page.element("p", ["class": "note"]) { line in
        line.write("Not varied: ")
        for (index, row) in kept.enumerated() {
          line.write(index > 0 ? "; " : "")
          line.element("code", row.assumption.path)
          line.write(" (\(row.assumption.why))")
        }
        line.write(".")
      }
    }
  }

  /// Writes the assumptions with the largest effects on one quantity, the largest first.
  private mutating func writeTornado(
    _ all: [VariedAssumption], of quantity: String,
    _ tornado: ([VariedAssumption]) -> [VariedAssumption.TornadoRow]
  ) {
    let rows = tornado(all)
    if rows.isEmpty { return }
    figure(
      "Change of the \(quantity) when an assumption alone is varied, the \(rows.count) largest first; each number is that of the value before it."
    ) { figure in
      Chart.legend([("mac", "less"), ("asic", "more")], to: &figure)
      Chart.rows(
        Chart.Rows(
          rows: rows.map { row in
            Chart.Row(
              name: Sweep.Axis.title(of: row.path)
                + " \(ConfigurationRecord.Constant.shown(row.value, at: row.path))",
              lanes: row.bars.map { bar in
                Chart.Lane(
                  text: "\(bar.value): \(Self.change(bar.change))",
                  marks: [.bar(from: 0, to: bar.change * 100, style: bar.change > 0 ? "asic" : "mac")])
              })
          }, scale: .fromZero(rows.flatMap(\.bars).map { $0.change * 100 }, intervals: 5),
          title: "change of the \(quantity), %", reference: 0), to: &figure)
    }
  }

  static func change(_ value: Double) -> String {
    let text = NumberText.fixed(value * 100, 2)
    return text == "0.00" ? "0" : (value > 0 ? "+" : "") + text + " %"
  }

  static func effects(_ row: VariedAssumption) -> String {
    zip(row.assumption.values, row.outcomes).compactMap { value, outcome in
      guard case .measured(let latency, let energy) = outcome else { return nil }
      return "at \(value) latency \(change(latency)), energy \(change(energy))"
    }.joined(separator: "; ")
  }
}
