/// A buffer of the graph: a vector of one position, or a cache with a row for each.
public struct GraphBuffer: Sendable, Hashable {
  /// The place of its elements.
  public enum Storage: Sendable, Hashable {
    /// The ASIC's SRAM, for a part of a position's time.
    case sram
    /// DRAM, for the whole run.
    case cache
  }

  /// The identity.
  public var id: BufferID
  /// The name in messages and tables.
  public var name: String
  /// Extents, the slowest first.
  public var shape: [Int]
  /// The place of its elements.
  public var storage: Storage
  /// Number of elements.
  public var elements: Int { shape.reduce(1, *) }

  init(_ id: BufferID, _ name: String, _ shape: [Int], storage: Storage = .sram) {
    self.id = id
    self.name = name
    self.shape = shape
    self.storage = storage
  }
}
