public import PIMWorkload

/// The identity of a buffer in the ASIC's SRAM.
public enum SRAMBufferID: Sendable, Hashable {
  /// A buffer of the operator graph.
  case graph(BufferID)
  /// Partial results of a product, a vector a chunk of its inputs.
  case partials(ProductRole)
  /// A group of parameters of a layer, or of the model as a whole.
  case layerParameters(Int)
  case modelParameters(Int)
  /// Partial results of the attention, a vector a chunk of positions.
  case contextPartials
  /// Maximum, sum and correction of a softmax in tiles.
  case tileState
  /// The running maximum of the logits and its index.
  case argmax
  /// Weights on their way to the ASIC, where channels have no MAC units.
  case weightStream
  /// Zeros that preset accumulators, where reading these does not clear them. They are never written: SRAM holds zeros when a run
  /// begins.
  case zeros
}

/// Addresses of the ASIC's buffers.
///
/// Buffers are placed first-fit by address, in the order of their first use, the larger first; those that are live at the
/// same step do not overlap.
public struct SRAMPlan: Sendable {
  /// A buffer that needs a place.
  struct Request {
    var id: SRAMBufferID
    var name: String
    var elements: Int
    /// First and last step of a position in which it holds something.
    var live: ClosedRange<Int>
  }

  /// A stretch of SRAM, and the steps of a position in which it holds something.
  public struct Buffer: Sendable, Hashable {
    /// The identity.
    public var id: SRAMBufferID
    /// The name in messages and tables.
    public var name: String
    /// First element; a multiple of 16.
    public var address: Int32
    /// Number of elements.
    public var elements: Int
    /// First and last step of a position in which it holds something, counted from 0.
    public var live: ClosedRange<Int>
  }

  /// In the order in which they were placed.
  public private(set) var buffers: [Buffer] = []
  /// Highest address in use, bytes.
  public private(set) var peakBytes = 0
  private let capacityBytes: Int

  static let alignment = 16

  /// - Throws: `MappingError.sram` naming the first buffer without room.
  init(_ requests: [Request], capacityBytes: Int) throws(MappingError) {
    self.capacityBytes = capacityBytes
    let order = requests.enumerated().filter { $0.element.elements > 0 }.sorted { a, b in
      (a.element.live.lowerBound, b.element.elements, a.offset)
        < (b.element.live.lowerBound, a.element.elements, b.offset)
    }
    for (_, request) in order { try place(request) }
  }

  private mutating func place(_ request: Request) throws(MappingError) {
    let live = buffers.filter { $0.live.overlaps(request.live) }.sorted { $0.address < $1.address }
    var address = 0
    for other in live {
      if address + request.elements <= Int(other.address) { break }
      address = max(address, roundUp(Int(other.address) + other.elements, to: SRAMPlan.alignment))
    }
    guard (address + request.elements) * 2 <= capacityBytes else {
      throw .sram(
        buffer: .init(name: request.name, bytes: request.elements * 2), capacityBytes: capacityBytes,
        live: live.map { .init(name: $0.name, bytes: $0.elements * 2) })
    }
    peakBytes = max(peakBytes, (address + request.elements) * 2)
    buffers.append(
      Buffer(
        id: request.id, name: request.name, address: Int32(address), elements: request.elements,
        live: request.live))
  }

  /// First element of a buffer; nil where the run has no use for it.
  public func address(of id: SRAMBufferID) -> Int32? { buffers.first { $0.id == id }?.address }
  /// First element of a buffer of the graph; nil where the run has no use for it.
  public func address(of id: BufferID) -> Int32? { address(of: .graph(id)) }
}
