package import PIMWorkload

/// The identity of a buffer in the ASIC's SRAM.
package enum SRAMBufferID: Sendable, Hashable {
  /// A buffer of the operator graph.
  case graph(BufferID)
  /// Partial results of a product: a vector for each chunk of its inputs.
  case partials(ProductRole)
  /// A group of a layer's parameters, by its number.
  case layerParameters(Int)
  /// A group of the parameters outside the layers, by its number.
  case modelParameters(Int)
  /// Partial results of the attention: a vector for each chunk of positions.
  case contextPartials
  /// Maximum, sum and correction of a softmax in tiles.
  case tileState
  /// The running maximum of the logits and its index.
  case argmax
  /// Weights in transfer to the ASIC, if channels have no MAC units.
  case weightStream
  /// Zeros that preset accumulators, if reading does not clear these. They are never written: SRAM holds
  /// zeros at the beginning of a run.
  case zeros
}
