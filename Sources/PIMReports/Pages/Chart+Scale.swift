internal import Glibc

extension Chart {
  /// The scale of an axis: a map from values to positions, with its marks.
  package struct Scale {
    /// A mark of the axis with its text. A mark without text is a tick only.
    package struct Mark: Hashable {
      package var value: Double
      package var text: String

      package init(value: Double, text: String) {
        self.value = value
        self.text = text
      }
    }

    /// True if equal distances are equal ratios.
    package let isLogarithmic: Bool
    /// The value at the beginning of the axis.
    package let first: Double
    /// The value at the end of the axis.
    package let last: Double
    /// The marks by increasing value.
    package let marks: [Mark]

    private init(isLogarithmic: Bool, first: Double, last: Double, marks: [Mark]) {
      self.isLogarithmic = isLogarithmic
      self.first = first
      self.last = last
      self.marks = marks
    }

    /// The position of a value along the axis, from 0 to 1. A value that a logarithmic axis cannot have is
    /// at its beginning.
    package func share(_ value: Double) -> Double {
      guard last > first else { return 0.5 }
      if !isLogarithmic { return (value - first) / (last - first) }
      return value > 0 ? log(value / first) / log(last / first) : 0
    }

    /// The range, greatest over least value, from which an axis is logarithmic.
    package static let decade = 10.0

    /// True if positive values span at least a decade.
    package static func spansDecade(_ values: [Double]) -> Bool {
      guard let least = values.min(), let most = values.max(), least > 0, most.isFinite else { return false }
      return most >= least * decade
    }

    // MARK: Round marks

    /// An axis from 0, or from below 0 if there are such values, to a round number beyond the largest value.
    package static func fromZero(_ values: [Double], intervals: Int = 5) -> Scale {
      linear(
        Chart.ticks(from: min(0, values.min() ?? 0), to: max(0, values.max() ?? 0), intervals: intervals))
    }

    /// An axis that suits the values: logarithmic if they span a decade, from 0 if the least is less than
    /// half the largest, and around the values otherwise.
    package static func around(_ values: [Double], intervals: Int = 5) -> Scale {
      let (least, most) = (values.min() ?? 0, values.max() ?? 0)
      if spansDecade(values) { return logarithmic(from: least, to: most, most: intervals + 2) }
      if least >= 0, least < most / 2 { return fromZero(values, intervals: intervals) }
      return linear(Chart.ticks(from: least, to: most, intervals: intervals))
    }

    /// An axis from the first to the last of `ticks`.
    package static func linear(_ ticks: [Double]) -> Scale {
      let marks = zip(ticks, Chart.labels(of: ticks)).map { Mark(value: $0, text: $1) }
      return Scale(isLogarithmic: false, first: ticks.first ?? 0, last: ticks.last ?? 1, marks: marks)
    }

    /// A logarithmic axis whose ends and marks are 1, 2 and 5 times powers of ten; powers of ten only where
    /// these would be more than `most` marks.
    ///
    /// - Precondition: `0 < least <= largest`, both finite.
    package static func logarithmic(from least: Double, to largest: Double, most: Int = 7) -> Scale {
      precondition(least > 0 && largest >= least && largest.isFinite)
      let slack = 1 + 1e-9
      func marks(_ steps: [Double]) -> [Double] {
        var ticks: [Double] = []
        for exponent in Int(floor(log10(least))) - 1...Int(ceil(log10(largest))) + 1 {
          for step in steps { ticks.append(exponent < 0 ? step / power(-exponent) : step * power(exponent)) }
        }
        let begin = ticks.lastIndex { $0 <= least * slack } ?? 0
        let end = ticks.firstIndex { $0 >= largest / slack } ?? ticks.count - 1
        return Array(ticks[begin...max(end, min(begin + 1, ticks.count - 1))])
      }
      let fine = marks([1, 2, 5])
      let ticks = fine.count > most ? marks([1]) : fine
      return Scale(
        isLogarithmic: true, first: ticks[0], last: ticks[ticks.count - 1],
        marks: ticks.map { Mark(value: $0, text: Chart.label(of: $0)) })
    }

    private static func power(_ exponent: Int) -> Double {
      (0..<exponent).reduce(1.0) { product, _ in product * 10 }
    }

    // MARK: Marks at values

    /// An axis with a tick at each of its values, a little longer than their range; logarithmic if they span
    /// a decade. Values whose texts fit beside each other in a narrow figure have a text, the ends first.
    package static func values(_ values: [Mark]) -> Scale {
      let sorted = values.sorted { $0.value < $1.value }
      guard let least = sorted.first?.value, let most = sorted.last?.value else { return linear([0, 1]) }
      let isLogarithmic = spansDecade(values.map(\.value))
      let margin = 0.05
      let (first, last): (Double, Double)
      if isLogarithmic {
        let stretch = pow(most / least, margin)
        (first, last) = (least / stretch, most * stretch)
      } else {
        let spread = most > least ? most - least : max(1, most.magnitude)
        (first, last) = (least - margin * spread, most + margin * spread)
      }
      let bare = Scale(isLogarithmic: isLogarithmic, first: first, last: last, marks: [])
      let kept = fitting(sorted.map { (bare.share($0.value), $0.text) })
      let marks = sorted.enumerated().map { index, mark in
        Mark(value: mark.value, text: kept.contains(index) ? mark.text : "")
      }
      return Scale(isLogarithmic: isLogarithmic, first: first, last: last, marks: marks)
    }

    /// The indices of texts that do not touch each other on an axis of the least width: both ends, then the
    /// others in their order.
    private static func fitting(_ texts: [(share: Double, text: String)]) -> [Int] {
      var kept: [Int] = []
      func span(_ index: Int) -> ClosedRange<Double> {
        let middle = texts[index].share * LabelPlacement.leastWidth
        let half = Double(texts[index].text.count) * LabelPlacement.characterWidth / 2 + 2
        return middle - half...middle + half
      }
      for index in [0, texts.count - 1] + Array(texts.indices.dropFirst().dropLast())
      where !kept.contains(index) && kept.allSatisfy({ !span($0).overlaps(span(index)) }) {
        kept.append(index)
      }
      return kept
    }
  }
}
