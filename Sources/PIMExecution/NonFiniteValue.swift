/// The first infinite or NaN result of a computation with finite weights.
///
/// Values that follow from it have no meaning, so comparison, measurement and generation end at it.
public struct NonFiniteValue: Error, Sendable, Hashable, CustomStringConvertible {
  /// The arithmetic of the computation.
  public enum Arithmetic: Sendable, Hashable {
    /// The machine's arithmetic.
    case hardware
    /// The arithmetic of Reference B.
    case binary32
  }

  /// The position, from 0.
  public var position: Int
  /// The layer, from 0; nil outside the layers.
  public var layer: Int?
  /// The operator's name in the graph: `attn.c_attn`.
  public var node: String
  /// The name of the operator's result.
  public var result: String
  /// The index of the element in the result.
  public var element: Int
  /// The value: an infinity or a NaN.
  public var value: Float
  /// The arithmetic of the computation.
  public var arithmetic: Arithmetic

  /// The message for the user: `not finite: position 0 layer 1 mlp.c_fc: element 17 of ffn is inf in the
  /// machine's arithmetic`.
  public var description: String {
    let place = layer.map { " layer \($0)" } ?? ""
    let kind = value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
    let unit = arithmetic == .hardware ? "the machine's arithmetic" : "binary32"
    return
      "not finite: position \(position)\(place) \(node): element \(element) of \(result) is \(kind) in \(unit)"
  }
}
