internal import PIMHardware

extension ComparisonReport {
  /// Writes the latency of all sides, and their energy where all energies are on one footing.
  func writeOverview(to main: inout Markup, _ numbers: inout PageNumbers) {
    let latencies = [differences[0][.latency]?.a] + differences.map { $0[.latency]?.b }
    writeOverview(
      .latency, latencies,
      "Latency of each side.", to: &main, &numbers)
    let energies = differences.map { $0[.energy] }
    let first = energies[0]?.a
    let accountings = Set(differences.compactMap { $0.energy.accounting?.rawValue })
    // Without a common accounting, or with components set apart for some, A has no single energy.
    let isOnOneFooting =
      differences.allSatisfy(\.energy.isComparable) && accountings.count <= 1
      && energies.allSatisfy { $0 == nil || $0?.a == first }
    if isOnOneFooting, first != nil {
      let words = accountings.first.map { ", \($0) accounting" } ?? ""
      writeOverview(
        .energy, [first] + energies.map { $0?.b }, "Energy of each side\(words).", to: &main, &numbers)
    }
  }

  private func writeOverview(
    _ metric: Metric, _ figures: [Figure?], _ words: String, to main: inout Markup,
    _ numbers: inout PageNumbers
  ) {
    let known = figures.compactMap { $0 }
    guard known.count > 1, let most = known.map(\.most).max(), most > 0 else { return }
    let unit = AmountScale(metric, largest: most)
    let values = known.flatMap { [$0.least / unit.size, $0.most / unit.size] }
    let isLogarithmic = Chart.Scale.spansDecade(values)
    let scale = isLogarithmic ? Chart.Scale.around(values, intervals: 3) : .fromZero(values, intervals: 4)
    let rows = zip(sides.indices, figures).compactMap { index, figure -> Chart.Row? in
      guard let figure else { return nil }
      let style = index == 0 ? "other" : "mac"
      let (least, most) = (figure.least / unit.size, figure.most / unit.size)
      let text = metric.text(figure)
      var marks: [Chart.RowMark] = []
      if !isLogarithmic || least < most {
        marks.append(.bar(from: isLogarithmic || least < most ? least : 0, to: most, style: style))
      }
      // A bar's length means nothing on a logarithmic axis.
      if isLogarithmic, least == most { marks.append(.dot(at: most, style: style, title: text)) }
      let name = "\(Self.letter(index))  \(Self.shown(sides[index].label))"
      return Chart.Row(name: name, lanes: [Chart.Lane(text: text, marks: marks)])
    }
    let hasRange = known.contains { $0.least < $0.most }
    let words = words + (hasRange ? " A quoted baseline is a range." : "")
    numbers.figure(words + (isLogarithmic ? " The axis is logarithmic." : ""), to: &main) { figure in
      Chart.rows(
        Chart.Rows(rows: rows, scale: scale, title: "\(metric.title), \(unit.unit)"), to: &figure)
    }
  }

  /// A side's name without the folders of a file.
  private static func shown(_ label: String) -> String {
    let name = label.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let file = name.first?.split(separator: "/").last.map(String.init) ?? label
    return name.count > 1 ? "\(file)@\(name[1])" : file
  }

  // MARK: A pair

  /// Writes the way from A to another side, by cause and by component, and the operators of both.
  func writeFigures(of index: Int, to main: inout Markup, _ numbers: inout PageNumbers) {
    let difference = differences[index - 1]
    let b = Self.letter(index)
    if let causes = difference[.cause] {
      writeWaterfall(
        causes, b, "Latency from A to \(b), by what is waited for", to: &main, &numbers)
    }
    if let operators = difference[.operator], !operators.isEqual {
      writePairs(operators, b, to: &main, &numbers)
    }
    // Present only if both energies are under one accounting.
    if difference.energy.isComparable, let components = difference[.component] {
      let accounting = difference.energy.accounting.map { ", \($0.rawValue) accounting" } ?? ""
      let apart =
        difference.energy.apart.isEmpty ? "" : "; without what one side does not model"
      writeWaterfall(
        components, b, "Energy from A to \(b), by component\(accounting)\(apart)", to: &main, &numbers)
    }
  }

  private func writeWaterfall(
    _ explanation: RunDifference.Explanation, _ b: String, _ words: String, to main: inout Markup,
    _ numbers: inout PageNumbers
  ) {
    let fall = Waterfall(explanation)
    if explanation.isEqual { return }
    let unit = AmountScale(explanation)
    func value(_ amount: Int128) -> Double { Double(amount) / unit.size }
    let (least, most) = (value(fall.range.lowerBound), value(fall.range.upperBound))
    // Small differences of large totals would not be seen on an axis from 0.
    let isFromZero = least < 0 || most - least > 0.25 * most
    let scale: Chart.Scale =
      isFromZero
      ? .fromZero([least, most], intervals: 4)
      : .linear(Chart.ticks(from: least - 0.08 * (most - least), to: most, intervals: 4))
    func total(_ name: String, _ amount: Int128) -> Chart.Row {
      let mark: Chart.RowMark =
        isFromZero
        ? .bar(from: 0, to: value(amount), style: "other")
        : .dot(at: value(amount), style: "other", title: unit.text(amount))
      return Chart.Row(
        name: name, lanes: [Chart.Lane(text: unit.text(amount), marks: [mark])], isTotal: true)
    }
    let steps = fall.steps.map { step in
      let style = step.difference > 0 ? "asic" : "mac"
      return Chart.Row(
        name: step.title,
        lanes: [
          Chart.Lane(
            text: unit.signed(step.difference),
            marks: [.bar(from: value(step.from), to: value(step.to), style: style)])
        ])
    }
    let axis = isFromZero ? "" : " The axis does not begin at 0."
    numbers.figure("\(words). Each step begins where the one above it ends.\(axis)", to: &main) { figure in
      Chart.legend([("mac", "less than A"), ("asic", "more than A"), ("other", "total")], to: &figure)
      Chart.rows(
        Chart.Rows(
          rows: [total("A", fall.a)] + steps + [total(b, fall.b)], scale: scale,
          title: "\(explanation.kind.metric.title), \(unit.unit)", reference: value(fall.a)), to: &figure)
    }
  }

  private func writePairs(
    _ explanation: RunDifference.Explanation, _ b: String, to main: inout Markup,
    _ numbers: inout PageNumbers
  ) {
    let unit = AmountScale(explanation)
    func value(_ amount: Int128?) -> Double { Double(amount ?? 0) / unit.size }
    let rows = explanation.rows.map { row in
      Chart.Row(
        name: row.title,
        lanes: [(row.a, "other"), (row.b, "mac")].map { amount, style in
          Chart.Lane(text: unit.text(amount ?? 0), marks: [.bar(from: 0, to: value(amount), style: style)])
        })
    }
    let values = explanation.rows.flatMap { [value($0.a), value($0.b)] }
    numbers.figure("Latency by operator, of A and of \(b).", to: &main) { figure in
      Chart.legend([("other", "A"), ("mac", b)], to: &figure)
      Chart.rows(
        Chart.Rows(rows: rows, scale: .fromZero(values, intervals: 4), title: "latency, \(unit.unit)"),
        to: &figure)
    }
  }
}
