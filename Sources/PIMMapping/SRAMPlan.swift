package import PIMWorkload

/// The addresses of the ASIC's buffers.
///
/// Buffers are placed first-fit by address, in the order of their first use, of equal first uses the larger
/// first; if one does not fit, the larger first. Buffers that are live in the same phase do not overlap.
package struct SRAMPlan: Sendable {
  /// A buffer to be placed.
  struct Request {
    var id: SRAMBufferID
    var name: String
    var elements: Int
    /// First and last phase of a position in which the buffer is live.
    var live: ClosedRange<Int>
  }

  /// A range of SRAM, and the phases of a position in which it is live.
  package struct Buffer: Sendable, Hashable {
    /// The identity.
    package var id: SRAMBufferID
    /// The name in messages and tables.
    package var name: String
    /// First element; a multiple of 16.
    package var address: Int32
    /// Number of elements.
    package var elements: Int
    /// First and last phase of a position in which the buffer is live, counted from 0.
    package var live: ClosedRange<Int>
  }

  /// The buffers in the order of their placement.
  package private(set) var buffers: [Buffer] = []
  /// The highest address in use, in bytes.
  package private(set) var peakBytes = 0
  private let capacityBytes: Int

  static let alignment = 16

  /// Places buffers.
  ///
  /// - Throws: `MappingError.sram` naming the first buffer without room, in the order of first use.
  init(_ requests: [Request], capacityBytes: Int) throws(MappingError) {
    self.capacityBytes = capacityBytes
    let order = requests.enumerated().filter { $0.element.elements > 0 }.sorted { a, b in
      (a.element.live.lowerBound, b.element.elements, a.offset)
        < (b.element.live.lowerBound, a.element.elements, b.offset)
    }
    do throws(MappingError) {
      for (_, request) in order { try place(request) }
    } catch {
      // Small buffers that came first may leave no room between them for a large one.
      (buffers, peakBytes) = ([], 0)
      let bySize = order.sorted { ($1.element.elements, $0.offset) < ($0.element.elements, $1.offset) }
      do throws(MappingError) { for (_, request) in bySize { try place(request) } } catch _ { throw error }
    }
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

  /// Address of a buffer's first element; nil if the run has no such buffer.
  package func address(of id: SRAMBufferID) -> Int32? { buffers.first { $0.id == id }?.address }
  /// Address of the first element of a graph's buffer; nil if the run has no such buffer.
  package func address(of id: BufferID) -> Int32? { address(of: .graph(id)) }
}
