import PIMInstructions

/// A receiver of a loop nest's products, which makes instructions of them: `MACSink` for MAC units,
/// `StreamSink` for the ASIC.
///
/// The nest calls `load` for each vector, `open` for each panel, and `multiply` for each product of the
/// panel.
protocol ProductSink {
  /// True if vectors are multiplied from the global buffers, so that `load` has to come before `multiply`; if
  /// false, an open panel can be multiplied with any vector, and opening it again costs a transfer.
  static var usesGlobalBuffers: Bool { get }
  /// Loads the vector for the following panels, from burst `column` of the global buffers on.
  mutating func load(channels: ChannelMask, address: Int32, length: Int, column: Int)
  /// Begins a panel.
  mutating func open(_ panel: Panel)
  /// Multiplies a part of the open panel.
  mutating func multiply(_ product: PanelProduct)
  /// Ends the nest.
  mutating func finish() -> [Instruction]
}
