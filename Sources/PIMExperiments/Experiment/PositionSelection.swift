public import PIMConfiguration
internal import PIMWorkload

/// A selection of a run's positions: `--tokens 16` selects the first 16 positions, `--tokens 100..107` the
/// positions 100 to 107, both ends included.
public struct PositionSelection: Sendable, Hashable {
  private let first: Int
  private let last: Int
  private let text: String

  /// Reads `A..B` or `N`.
  ///
  /// - Throws: `InputError` for any other text and for an empty selection.
  public init(parsing text: String) throws(InputError) {
    self.text = text
    let shown = InputError.shortened(text)
    let expected = "a number of tokens such as 16, or the first and the last position such as 0..15"
    if let dots = text.firstRange(of: "..") {
      guard let first = Self.number(text[..<dots.lowerBound]),
        let last = Self.number(text[dots.upperBound...])
      else {
        throw InputError("--tokens \(shown)", "malformed range", expected: expected)
      }
      guard first <= last else {
        throw InputError(
          "--tokens \(shown)", "the last position comes before the first",
          expected: "\(last)..\(first), or a number of tokens")
      }
      (self.first, self.last) = (first, last)
    } else {
      guard let count = Self.number(text[...]) else {
        throw InputError("--tokens \(shown)", "malformed number", expected: expected)
      }
      guard count > 0 else {
        throw InputError("--tokens \(shown)", "no tokens", expected: "1 or more")
      }
      (first, last) = (0, count - 1)
    }
  }

  /// - Parameter limit: the largest number of positions that a run of the model can have.
  func positions(of run: RunDescription, limit: Int) throws(InputError) -> Range<Int> {
    guard last < run.positions.upperBound else {
      let longer = last < limit ? ", or a longer run with --set tokens=\(last + 1 - run.prefillSteps)" : ""
      throw InputError(
        "--tokens \(InputError.shortened(text))", "the run has no position \(last)",
        expected:
          "positions from 0 to \(run.positions.upperBound - 1)\(longer)"
      )
    }
    return first..<last + 1
  }

  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
      number < 1 << 40
    else { return nil }
    return number
  }
}
