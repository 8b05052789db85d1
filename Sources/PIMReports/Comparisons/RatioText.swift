internal import Glibc

/// Ratios formatted for display.
package enum RatioText {
  /// The ratio `b / a` as a signed difference in per cent, or as a factor if it is ten or more.
  package static func relative(_ ratio: Figure) -> String {
    if ratio.least >= 10 { return factor(ratio) + " x" }
    let (least, most) = (percent(ratio.least), percent(ratio.most))
    return least == most ? least + " %" : "\(least) to \(most) %"
  }

  /// The ratio as a plain number or an interval: `1.303`, `41 to 137`.
  package static func factor(_ ratio: Figure) -> String {
    let (least, most) = (
      trimmed(NumberText.significant(ratio.least)), trimmed(NumberText.significant(ratio.most))
    )
    return least == most ? least : "\(least) to \(most)"
  }

  /// True for a ratio that `factor` would show as 1.
  static func isNearOne(_ ratio: Figure) -> Bool { factor(ratio) == "1" }

  /// A ratio near 1 as what is more or less: `0.02615 % more`.
  static func excess(_ ratio: Figure) -> String {
    let percent = (ratio.most - 1) * 100
    return NumberText.significant(percent.magnitude) + " % " + (percent < 0 ? "less" : "more")
  }

  /// The text without trailing zeros of its fraction.
  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  private static func percent(_ ratio: Double) -> String {
    let percent = (ratio - 1) * 100
    return percent == 0 ? "0" : (percent < 0 ? "" : "+") + NumberText.significant(percent)
  }
}
