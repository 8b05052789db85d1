internal import Glibc

/// Ratios for people.
package enum RatioText {
  /// `b` over `a` as a signed difference in per cent, or as a factor from ten times on.
  package static func relative(_ ratio: Figure) -> String {
    if ratio.least >= 10 { return factor(ratio) + " x" }
    let (least, most) = (percent(ratio.least), percent(ratio.most))
    return least == most ? least + " %" : "\(least) to \(most) %"
  }

  /// `41 to 137`, `1.303`
  package static func factor(_ ratio: Figure) -> String {
    let (least, most) = (
      trimmed(NumberText.significant(ratio.least)), trimmed(NumberText.significant(ratio.most))
    )
    return least == most ? least : "\(least) to \(most)"
  }

  /// Without zeros at the end of a fraction.
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
