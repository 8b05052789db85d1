/// The first result of a computation that is infinite or no number, although the weights are finite.
///
/// What follows from it means nothing, so nothing is compared, measured or generated from there on.
public struct NonFiniteValue: Error, Sendable, Hashable, CustomStringConvertible {
  /// What computed it.
  public enum Arithmetic: Sendable, Hashable {
    /// The machine's.
    case hardware
    /// Reference B's.
    case binary32
  }

  public var position: Int
  /// Nil outside the layers.
  public var layer: Int?
  /// The operator, as the graph names it: `attn.c_attn`.
  public var node: String
  /// Which of the operator's results it is, and which element of it.
  public var result: String
  public var element: Int
  public var value: Float
  public var arithmetic: Arithmetic

  /// `not finite: position 0 layer 1 mlp.c_fc: element 17 of ffn is inf in the machine's arithmetic`
  public var description: String {
    let place = layer.map { " layer \($0)" } ?? ""
    let kind = value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
    let unit = arithmetic == .hardware ? "the machine's arithmetic" : "binary32"
    return
      "not finite: position \(position)\(place) \(node): element \(element) of \(result) is \(kind) in \(unit)"
  }
}
