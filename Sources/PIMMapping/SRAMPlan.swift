/// Addresses of the ASIC's buffers.
///
/// Buffers are placed first-fit by address, in the order of their first use, the larger first; those that are live at the
/// same step do not overlap. A buffer called `zeros`, which systems have whose MAC units are not cleared by a read, is never
/// written: SRAM holds zeros when a run begins.
public struct SRAMPlan: Sendable {
  /// A stretch of SRAM, and the steps of a token in which it holds something.
  public struct Buffer: Sendable, Hashable {
    public var name: String
    /// First element; a multiple of 16.
    public var address: Int32
    public var elements: Int
    public var live: ClosedRange<Int>
  }

  public private(set) var buffers: [Buffer] = []
  /// Highest address in use, bytes.
  public private(set) var peakBytes = 0
  private let capacityBytes: Int

  static let alignment = 16

  /// - Throws: `MappingError.sram` naming the first buffer without room.
  init(_ requests: [(name: String, elements: Int, live: ClosedRange<Int>)], capacityBytes: Int)
    throws(MappingError)
  {
    self.capacityBytes = capacityBytes
    let order = requests.enumerated().filter { $0.element.elements > 0 }.sorted { a, b in
      (a.element.live.lowerBound, b.element.elements, a.offset)
        < (b.element.live.lowerBound, a.element.elements, b.offset)
    }
    for (_, request) in order { try place(request) }
  }

  private mutating func place(_ request: (name: String, elements: Int, live: ClosedRange<Int>))
    throws(MappingError)
  {
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
        name: request.name, address: Int32(address), elements: request.elements, live: request.live))
  }

  /// First element of a buffer, or `nil` where the run has no use for it.
  public func address(of name: String) -> Int32? { buffers.first { $0.name == name }?.address }
}
