/// The translation of a `config.json`: the arguments of `ModelDescription`.
struct HuggingFaceModel {
  var layers: Int
  var width: Int
  var heads: Int
  /// Nil for as many as query heads.
  var keyValueHeads: Int?
  /// Nil for width / heads.
  var headWidth: Int?
  /// Nil for 4 · width.
  var ffnWidth: Int?
  var vocabulary: Int
  var contextLimit: Int
  var features = ModelFeatures()

  /// Elements of a head; the division is exact once `HuggingFaceReader.checkHeads` has passed.
  var elementsOfHead: Int { headWidth ?? width / heads }
}
