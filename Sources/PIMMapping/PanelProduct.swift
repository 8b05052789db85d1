/// The product of a vector with a part of a panel.
struct PanelProduct {
  /// Offset of the first column from the panel's first, and number of columns.
  var offset = 0
  var columns: Int
  /// Number of elements that are multiplied; the last column may have padding.
  var length: Int
  /// Address of the vector in SRAM, and its first burst in the global buffer.
  var vector: Int32
  var bufferColumn = 0
  /// The address of the first output.
  var destination: Int32
  /// Address of the vector that presets the accumulators; nil for zeros.
  var preset: Int32?
}
