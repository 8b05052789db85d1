/// One operator, or a tile of it, in a run: a template with its row offset and label. Under the serial
/// schedule a block starts when the previous block is complete.
public struct Block: Sendable {
  /// The instructions, with rows relative to `rowOffset`.
  public let template: Template
  /// The number that is added to the row of every instruction that names a row.
  public let rowOffset: Int32
  /// The place of the block in the model.
  public let label: BlockLabel
  /// Lines of the host's trace for each instruction: the instruction's own line and the lines without an
  /// instruction before it; 0 for a further instruction of the same line. Empty if every instruction is one
  /// line, and in a program of the ASIC.
  public let lines: [Int32]

  /// A block with the given properties.
  ///
  /// - Parameter lines: one number for each instruction of the template, or none.
  public init(template: Template, rowOffset: Int32, label: BlockLabel, lines: [Int32] = []) {
    self.template = template
    self.rowOffset = rowOffset
    self.label = label
    self.lines = lines
  }
}
