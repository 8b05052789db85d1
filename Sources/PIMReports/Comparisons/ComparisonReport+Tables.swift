internal import PIMConfiguration
internal import PIMHardware

extension ComparisonReport {
  /// A row for each side: label, summary and origin.
  var sideTable: ComparisonTable {
    let rows = sides.enumerated().map { index, side in
      [
        Self.letter(index), side.label, side.summary,
        side.origin + (side.configurationHash.map { "; configuration \($0.prefix(12))" } ?? ""),
      ]
    }
    return ComparisonTable(
      title: "Compared", columns: ["", "side", "what it is", "from"], firstNumber: 4, rows: rows)
  }

  /// A row for each tolerance and side; nil without tolerances.
  var verdictTable: ComparisonTable? {
    if tolerances.isEmpty { return nil }
    let rows = verdicts.map { verdict in
      let row = verdict.row
      let ratio = row?.ratio.map(RatioText.relative)
      return [
        verdict.tolerance.text, Self.letter(verdict.side), verdict.holds ? "within" : "BROKEN",
        row?.difference.map { verdict.tolerance.metric.signedText($0) }
          ?? (verdict.reason == nil ? "not known" : "not comparable"), ratio ?? "",
      ]
    }
    return ComparisonTable(
      title: "Tolerances", columns: ["tolerance", "side", "", "difference", "relative"], firstNumber: 3,
      rows: rows)
  }

  /// The tables of one side's differences; empty if nothing differs.
  func tables(of index: Int) -> [ComparisonTable] {
    let difference = differences[index - 1]
    if difference.isEmpty { return [] }
    let b = Self.letter(index)
    var tables = [metricTable(difference, b)]
    tables += difference.explanations.filter { !$0.isEqual }.map {
      Self.table($0, b, difference.energy.accounting.map { ", \($0.rawValue) accounting" } ?? "")
    }
    if let apart = Self.apartTable(difference, b) { tables.append(apart) }
    // Two machines are a part of the one difference; more of them have a table of their own at the end.
    if differences.count == 1, let systemTable { tables.append(systemTable) }
    if let configuration = configurationTable(difference, b) { tables.append(configuration) }
    return tables
  }

  /// A row for each component that only one of the runs models; nil without any.
  private static func apartTable(_ difference: RunDifference, _ b: String) -> ComparisonTable? {
    let apart = difference.energy.apart
    if apart.isEmpty || !difference.energy.isComparable { return nil }
    func text(_ energy: Int128?) -> String { energy.map { Metric.energy.text(.exact($0)) } ?? "not modelled" }
    return ComparisonTable(
      title: "Set apart: energy that one side does not model", columns: ["", "A", b], firstNumber: 1,
      rows: apart.map { [$0.title, text($0.a), text($0.b)] }, note: "In none of the figures above.")
  }

  private func configurationTable(_ difference: RunDifference, _ b: String) -> ComparisonTable? {
    guard let configuration = difference.otherConfiguration, let all = difference.configuration else {
      return nil
    }
    let covered = all.count - configuration.count
    let note =
      covered > 0 && systems == nil
      ? "\(NumberText.count(covered)) \(covered == 1 ? "value" : "values") of the systems are written differently and mean the same."
      : nil
    if configuration.isEmpty, note == nil { return nil }
    return ComparisonTable(
      title: "Configuration: what is set otherwise", columns: ["key", "A", b], firstNumber: 3,
      rows: configuration.map { [$0.path.description, $0.a ?? "not set", $0.b ?? "not set"] }, note: note)
  }

  private func metricTable(_ difference: RunDifference, _ b: String) -> ComparisonTable {
    let rows = difference.metrics.map { row -> [String] in
      let metric = row.metric
      return [
        metric.title, row.a.map(metric.text) ?? "not known", row.b.map(metric.text) ?? "not known",
        row.isEqual
          ? "same" : row.isComparable ? row.difference.map(metric.signedText) ?? "" : "not comparable",
        row.isEqual ? "" : row.ratio.map(RatioText.relative) ?? "",
      ]
    }
    var notes =
      Self.sentences(difference, b) + Self.energySentences(difference, b) + Self.workSentences(difference, b)
    let missing = Breakdown.Kind.allCases.filter { difference[$0] == nil }
    if difference[.cause] == nil, !missing.isEmpty {
      let silent = [("A", difference.a), (b, difference.b)].filter { $0.1[.cause] == nil }.map(\.0)
      notes.append(
        "\(silent.joined(separator: " and ")) is not a simulation: there is nothing to say of causes, operators and components."
      )
    }
    return ComparisonTable(
      title: "\(b) against A", columns: ["metric", "A", b, "difference", "relative"], firstNumber: 1,
      rows: rows,
      note: notes.isEmpty ? nil : notes.joined(separator: "\n"))
  }

  /// Sentences with the two ratios that are usually quoted.
  private static func sentences(_ difference: RunDifference, _ b: String) -> [String] {
    var sentences: [String] = []
    if let row = difference[.latency], !row.isEqual, let ratio = row.ratio {
      if RatioText.isNearOne(ratio) {
        sentences.append("\(b) takes \(RatioText.excess(ratio)) time than A.")
      } else if ratio.least >= 1 {
        sentences.append("A is \(RatioText.factor(ratio)) times as fast as \(b).")
      } else if let inverse = row.b.flatMap({ b in row.a.flatMap { $0.over(b) } }) {
        sentences.append("\(b) is \(RatioText.factor(inverse)) times as fast as A.")
      }
    }
    if let row = difference[.energy], !row.isEqual, let ratio = row.ratio, RatioText.isNearOne(ratio) {
      sentences.append("\(b) needs \(RatioText.excess(ratio)) energy than A.")
    } else if let row = difference[.energy], !row.isEqual, let ratio = row.ratio {
      sentences.append("\(b) needs \(RatioText.factor(ratio)) times the energy of A.")
    }
    return sentences
  }

  /// What one side computes and the other does not.
  private static func workSentences(_ difference: RunDifference, _ b: String) -> [String] {
    guard let first = difference.a.parts, let second = difference.b.parts, first != second else { return [] }
    func words(_ parts: (embedding: Bool, lmHead: Bool)) -> String {
      switch (parts.embedding, parts.lmHead) {
      case (true, true): "embedding, layers and LM head"
      case (true, false): "embedding and layers"
      case (false, true): "layers and LM head"
      case (false, false): "layers alone"
      }
    }
    return [
      "The work is not the same: A is \(words(first)), \(b) \(words(second)); set embedding and lmHead alike to compare."
    ]
  }

  /// The footing of the energies, where it is not the same on both sides by itself.
  private static func energySentences(_ difference: RunDifference, _ b: String) -> [String] {
    let energy = difference.energy
    if case .none(let reasons) = energy.basis {
      return ["Energies of A and \(b) cannot be compared: \(reasons[0])."]
        + reasons.dropFirst().map { $0 + "." }
    }
    var sentences: [String] = []
    if let accounting = energy.accounting {
      for (letter, native, figures) in [
        ("A", energy.nativeA, difference.a), (b, energy.nativeB, difference.b),
      ] {
        guard let native, native != accounting, let own = figures.energies?[native] else { continue }
        sentences.append(
          "Energies are \(accounting.rawValue) on both sides; \(letter)'s own report counts \(native.rawValue), "
            + "\(Metric.energy.text(.exact(own.total))).")
      }
    }
    if !energy.apart.isEmpty {
      let names = energy.apart.map(\.title).joined(separator: ", ")
      sentences.append("Energies are without what one side does not model: \(names).")
    }
    return sentences
  }

  private static func table(
    _ explanation: RunDifference.Explanation, _ b: String, _ accounting: String
  ) -> ComparisonTable {
    let scale = AmountScale(explanation)
    var rows = explanation.rows.filter { !$0.isEqual }.map { row in
      [
        row.title, scale.text(row.a ?? 0), scale.text(row.b ?? 0), scale.signed(row.difference),
        share(row.difference, of: explanation.difference),
      ]
    }
    let equal = explanation.rows.filter(\.isEqual)
    if !equal.isEmpty {
      let sum = equal.reduce(Int128(0)) { $0 + ($1.a ?? 0) }
      rows.append([
        equal.count == 1 ? equal[0].title : "\(equal.count) others", scale.text(sum), scale.text(sum), "same",
        "",
      ])
    }
    rows.append([
      "total", scale.text(explanation.a), scale.text(explanation.b), scale.signed(explanation.difference),
      explanation.difference == 0 ? "" : "100.0 %",
    ])
    let title =
      switch explanation.kind {
      case .cause: "Why the time differs, by what is waited for"
      case .operator: "Why the time differs, by operator"
      case .component: "Why the energy differs, by component\(accounting)"
      case .command: "Commands"
      }
    let unit = scale.unit.isEmpty ? "" : ", \(scale.unit)"
    return ComparisonTable(
      title: title + unit, columns: ["", "A", b, "difference", "share"], firstNumber: 1, rows: rows,
      hasTotal: true)
  }

  private static func share(_ part: Int128, of whole: Int128) -> String {
    whole == 0 ? "" : NumberText.percent(Double(part) / Double(whole))
  }
}
