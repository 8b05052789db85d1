// The standard library normalises to compare strings, and keeps the normal forms to itself. Its data are
// those of the release of Swift, so they need no table here.
@_spi(_Unicode) internal import Swift

/// Unicode's normalization form C (Unicode Standard Annex 15).
enum NormalizationFormC {
  /// The first scalar that composition can change.
  private static let firstChanging: Unicode.Scalar = "\u{300}"

  /// The text with all canonical compositions; O(n log n).
  static func normalized(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    if scalars.allSatisfy({ $0 < firstChanging }) { return scalars }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: ordered(scalars))
    return Array(String(view)._nfc)
  }

  /// The text with its combining marks in canonical order.
  ///
  /// The standard library orders them by insertion, and long runs take a time that grows with their square;
  /// for runs in order it is linear.
  private static func ordered(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(scalars.count)
    var marks: [(combiningClass: UInt8, index: Int, scalar: Unicode.Scalar)] = []
    func flush() {
      marks.sort { ($0.combiningClass, $0.index) < ($1.combiningClass, $1.index) }
      for mark in marks { result.append(mark.scalar) }
      marks.removeAll(keepingCapacity: true)
    }
    for scalar in scalars {
      for part in parts(scalar) {
        let combiningClass = part < firstChanging ? 0 : part.properties.canonicalCombiningClass.rawValue
        if combiningClass == 0 {
          flush()
          result.append(part)
        } else {
          marks.append((combiningClass, marks.count, part))
        }
      }
    }
    flush()
    return result
  }

  /// The decompositions of the characters that are no combining marks, but become nothing else; none of
  /// them is composed again.
  private static func parts(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    switch scalar {
    case "\u{F73}": ["\u{F71}", "\u{F72}"]
    case "\u{F75}": ["\u{F71}", "\u{F74}"]
    case "\u{F81}": ["\u{F71}", "\u{F80}"]
    default: [scalar]
    }
  }
}
