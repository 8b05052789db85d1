internal import PIMNumerics

extension GraphWeight {
  /// The numbers of a table of constants, in binary32; nil for a weight that a checkpoint has.
  ///
  /// - Throws: `CheckpointError` if there is no memory for them.
  public func constants() throws(CheckpointError) -> TensorData? {
    switch role {
    case .rotation(let rotary):
      let (width, frequencies) = (rotary.width, rotary.frequencies)
      return try TensorData(tensor.name, of: "rotary positions", shape: tensor.shape) {
        (target: UnsafeMutableBufferPointer<Float>) in
        for position in 0..<tensor.shape[0] {
          for (index, value) in rotary.row(position: position, frequencies: frequencies).enumerated() {
            target[position * width + index] = value
          }
        }
      }
    case .slopes:
      return try TensorData(tensor.name, of: "ALiBi", shape: tensor.shape) {
        (target: UnsafeMutableBufferPointer<Float>) in
        for (index, slope) in ALiBi.slopes(heads: tensor.shape[1]).enumerated() { target[index] = slope }
      }
    case .tokenEmbedding, .positionEmbedding, .gain, .shift, .headGain, .matrix, .bias: return nil
    }
  }
}
