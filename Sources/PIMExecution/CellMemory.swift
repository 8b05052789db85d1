internal import Glibc
internal import PIMHardware
internal import PIMNumerics

/// The cells of all banks in one reserved range of address space. The system allocates a page of memory at
/// the first write to it, and reads of other pages see zeros.
///
/// The rows of a channel's banks lie side by side, so that an all-bank command reads with one stride.
struct CellMemory: ~Copyable {
  let organisation: System.Organisation
  /// Elements from one row of a channel to the next.
  let rowStride: Int
  private let channelStride: Int
  private let base: UnsafeMutablePointer<BFloat16>
  private let bytes: Int

  init(_ organisation: System.Organisation) throws(ExecutionError) {
    let size =
      Double(organisation.channels) * Double(organisation.banks) * Double(organisation.rows)
      * Double(organisation.elementsPerRow) * 2
    guard size <= 0x1p45 else { throw .machineTooLarge(bytes: size) }
    let bytes = Int(size)
    guard
      let start = mmap(
        nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
      start != MAP_FAILED
    else { throw .machineTooLarge(bytes: size) }
    // Huge pages would allocate memory for rows that are never written.
    madvise(start, bytes, MADV_NOHUGEPAGE)
    self.init(organisation, start.bindMemory(to: BFloat16.self, capacity: bytes / 2), bytes: bytes)
  }

  private init(_ organisation: System.Organisation, _ base: UnsafeMutablePointer<BFloat16>, bytes: Int) {
    self.organisation = organisation
    rowStride = organisation.banks * organisation.elementsPerRow
    channelStride = organisation.rows * rowStride
    self.base = base
    self.bytes = bytes
  }

  deinit { munmap(base, bytes) }

  /// The first element of a row in a bank.
  @inline(__always)
  func row(channel: Int, bank: Int, row: Int) -> UnsafeMutablePointer<BFloat16> {
    base + channel * channelStride + row * rowStride + bank * organisation.elementsPerRow
  }
}
