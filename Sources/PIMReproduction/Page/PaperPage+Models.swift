internal import PIMEnergy
internal import PIMReports
internal import PIMResults

extension PaperPage {
  mutating func writeModels() {
    page.element("h2", "The models")
    let models = results.models
    let tokens = Set(models.map(\.record.generatedTokens)).sorted().map { NumberText.count($0) }
    table(
      "\(tokens.joined(separator: ", ")) tokens, layers only as the paper counts, on the paper's machine under its mapping. Bound: the least that a machine with this placement takes. Energy: with the paper's accounting (gross), and with the currents of a GDDR6 part, standby charged once (net). With head: final norm, LM head and argmax counted as well.",
      [
        ("model", ""), ("latency", "n"), ("a token", "n"), ("over bound", "n"), ("row hits", "n"),
        ("energy, gross", "n"), ("power", "n"), ("energy, net", "n"), ("power", "n"),
        ("a token with head", "n"),
      ]
    ) { body in
      for model in models {
        let (record, net) = (model.record, model.net)
        body.row([
          (model.name, ""), (NumberText.duration(record.measurement.result.time), "n"),
          (Self.duration(record.timePerToken), "n"),
          (record.boundRatio.map { NumberText.fixed($0, 2) + " ×" } ?? "–", "n"),
          (record.measurement.macRowHits.rate.map { NumberText.fixed($0 * 100, 2) + " %" } ?? "–", "n"),
          (NumberText.energy(record.measurement.energy.joules), "n"),
          (record.measurement.energy.averagePower.map(NumberText.power) ?? "–", "n"),
          (NumberText.energy(net.measurement.energy.joules), "n"),
          (net.measurement.energy.averagePower.map(NumberText.power) ?? "–", "n"),
          (Self.duration(model.head.timePerToken), "n"),
        ])
      }
    }
  }

  static func duration(_ picoseconds: Double?) -> String {
    picoseconds.map { NumberText.duration(picoseconds: $0) } ?? "–"
  }

  mutating func writeBreakdown() {
    let models = results.models
    page.element("h2", "Where the time goes")
    bars(
      "Share of the latency by kind of layer.", models,
      legend: LayerKind.allCases.map { ($0.style, $0.title) }
    ) { model in
      LayerKind.times(of: model.record.measurement.result).map { ($0.kind.style, $0.kind.title, $0.time) }
    }
    bars(
      "Share of the latency by cause: what the end of the run was waiting for. Time of the ASIC's functions that is hidden behind the channels' work is not in their share.",
      models, legend: CauseGroup.allCases.map { ($0.rawValue, $0.title) }
    ) { model in
      CauseGroup.times(of: model.record.measurement.result.causes).map {
        ($0.group.rawValue, $0.group.title, $0.time)
      }
    }
    table(
      "The same in per cent, by cause; and the time in which the ASIC is busy, whether or not anything waits for it.",
      [("model", "")] + CauseGroup.allCases.map { ($0.title, "n") } + [("ASIC busy", "n")]
    ) { body in
      for model in models {
        let measurement = model.record.measurement
        body.row(
          [(model.name, "")]
            + CauseGroup.times(of: measurement.result.causes).map {
              (NumberText.fixed(measurement.share($0.time) * 100, 2), "n")
            } + [(NumberText.fixed(measurement.share(measurement.result.work.asicBusy) * 100, 2), "n")])
      }
    }
  }

  private mutating func bars(
    _ words: String, _ models: [PaperModel], legend: [(style: String, title: String)],
    parts: @escaping (PaperModel) -> [(style: String, title: String, time: Int64)]
  ) {
    figure(words) { figure in
      Chart.legend(legend, to: &figure)
      figure.element("table") { table in
        table.element("tbody") { body in
          for model in models {
            let measurement = model.record.measurement
            let parts = parts(model)
            let words = parts.filter { $0.time != 0 }.map {
              "\($0.title) \(NumberText.percent(measurement.share($0.time)))"
            }
            body.element("tr") { row in
              row.element("th", ["scope": "row"], model.name)
              row.element("td", ["class": "bar wide"]) {
                Chart.strip(
                  parts.map { ($0.style, measurement.share($0.time)) }, isOfWhole: true,
                  label: words.joined(separator: ", "),
                  to: &$0)
              }
            }
          }
        }
      }
    }
  }

  mutating func writeBaselines() {
    let (models, document) = (results.models, results.document)
    page.element("h2", "Against other machines")
    func milliseconds(_ interval: Interval?) -> String {
      guard let interval else { return "–" }
      let ends = [interval.least, interval.most].map { NumberText.significant($0) }
      return ends[0] == ends[1] ? ends[0] : "\(ends[0]) – \(ends[1])"
    }
    let hasMeasured = models.contains { $0.measured != nil }
    table(
      "Milliseconds a token. Implied: our time multiplied by the paper's whole range of speedups, since its times for each model are published as a picture only. Bound: weights and KV cache over the memory pins of the baseline once a token, LM head included, nothing else counted.",
      [
        ("model", ""), ("here", "n"), ("\(document.gpu.ratio.name) implied", "n"), ("bound, fp16", "n"),
        ("fp32", "n"),
        ("\(document.cpu.ratio.name) implied", "n"), ("bound", "n"),
      ] + (hasMeasured ? [("this processor", "n"), ("speedup", "n")] : [])
    ) { body in
      for model in models {
        let own = model.record.timePerToken.map { $0 / 1e9 }
        var cells = [
          (model.name, ""), (own.map { NumberText.significant($0) } ?? "–", "n"),
          (milliseconds(model.gpuImplied), "n"),
          (milliseconds(model.gpuBoundHalf.map { Interval($0) }), "n"),
          (milliseconds(model.gpuBoundSingle.map { Interval($0) }), "n"),
          (milliseconds(model.cpuImplied), "n"),
          (milliseconds(model.cpuBound.map { Interval($0) }), "n"),
        ]
        if hasMeasured {
          cells.append((model.measured.map { NumberText.significant($0.milliseconds) } ?? "–", "n"))
          let speedup = model.measured.flatMap { measured in own.map { measured.milliseconds / $0 } }
          cells.append((speedup.map { NumberText.significant($0) + " ×" } ?? "–", "n"))
        }
        body.row(cells)
      }
    }
    table(
      "Against conventional memory with the same channels and links (\(document.conventional)), where an ASIC reads all weights, keys and values over the links and multiplies. Latency and energy are simulated \(document.conventionalStretches.words), energy gross; bytes are those of the whole run.",
      [
        ("model", ""), ("latency there", "n"), ("here", "n"), ("speedup", "n"), ("energy ratio", "n"),
        ("bytes over links there", "n"), ("here", "n"), ("reduction", "n"),
      ]
    ) { body in
      for model in models {
        let own = model.record.measurement
        func factor(_ quantity: PaperQuantity.BuiltIn) -> String {
          PaperQuantity.builtIn(quantity).text(model.figure(quantity))
        }
        body.row([
          (model.name, ""), (NumberText.duration(model.conventional.time), "n"),
          (NumberText.duration(model.paperForConventional.time), "n"), (factor(.conventionalSpeedup), "n"),
          (factor(.conventionalEnergy), "n"), (NumberText.bytes(model.conventionalBytes), "n"),
          (NumberText.bytes(own.linkBytes(own.commands).total), "n"), (factor(.dataReduction), "n"),
        ])
      }
    }
    var seen: [String] = []
    for measured in models.compactMap(\.measured) where !seen.contains(measured.description) {
      seen.append(measured.description)
    }
    if !seen.isEmpty {
      page.element(
        "p", ["class": "note"], "This processor: \(seen.joined(separator: "; ")), one thread, layers only.")
    }
    let without = models.filter { $0.measured == nil }.map(\.name)
    if !without.isEmpty {
      page.element("p", ["class": "note"]) { line in
        line.write(
          "A processor that is at hand is not measured here, since no two measurements are alike. Measure it and add it, for \(without.joined(separator: ", ")): "
        )
        line.element("code", "pimgpt baseline cpu MODEL -o cpu.yaml")
        line.write(", then ")
        line.element("code", "pimgpt paper --cpu cpu.yaml")
        line.write(".")
      }
    }
  }
}
