internal import Glibc
public import PIMNumerics

/// The elements of one tensor, row-major, in a mapped file or in memory of their own.
///
/// Elements are converted when they are read. Binary16 and bfloat16 widen to binary32 exactly; binary32
/// becomes bfloat16 by rounding to nearest even.
public struct TensorData: @unchecked Sendable {
  /// The format of stored elements.
  public enum ElementType: Sendable, Hashable {
    /// IEEE binary32 and binary16, and the upper half of binary32.
    case float32, float16, bfloat16

    init?(_ type: SafeTensors.ElementType) {
      switch type {
      case .F32: self = .float32
      case .F16: self = .float16
      case .BF16: self = .bfloat16
      default: return nil
      }
    }
  }

  /// Extents, the slowest first.
  public let shape: [Int]
  /// The format of the stored elements.
  public let elementType: ElementType
  /// The bytes of the elements. They are never written while a `TensorData` exists, which makes sharing safe.
  private let bytes: UnsafeRawBufferPointer
  private let owner: any AnyObject & Sendable
  private let fileRange: Range<Int>?

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  init(
    shape: [Int], elementType: ElementType, bytes: UnsafeRawBufferPointer, owner: any AnyObject & Sendable,
    fileRange: Range<Int>? = nil
  ) {
    self.shape = shape
    self.elementType = elementType
    self.bytes = bytes
    self.owner = owner
    self.fileRange = fileRange
    precondition(bytes.count == count * (elementType == .float32 ? 4 : 2), "bytes do not match the shape")
  }

  /// Creates a tensor in memory of its own, with elements that `fill` writes.
  ///
  /// - Parameters:
  ///   - name: the tensor's name in the error.
  ///   - source: the source's name in the error.
  /// - Throws: `CheckpointError` if the system has no memory for the elements.
  init(
    _ name: String, of source: String, shape: [Int],
    filledBy fill: (UnsafeMutableBufferPointer<BFloat16>) -> Void
  ) throws(CheckpointError) {
    let memory = try OwnedMemory(of: name, in: source, bytes: shape.reduce(2, *))
    fill(memory.bytes.bindMemory(to: BFloat16.self))
    self.init(
      shape: shape, elementType: .bfloat16, bytes: UnsafeRawBufferPointer(memory.bytes), owner: memory)
  }

  /// Creates a binary32 tensor in memory of its own.
  ///
  /// - Throws: `CheckpointError` if the system has no memory for the elements.
  init(
    _ name: String, of source: String, shape: [Int],
    filledBy fill: (UnsafeMutableBufferPointer<Float>) -> Void
  ) throws(CheckpointError) {
    let memory = try OwnedMemory(of: name, in: source, bytes: shape.reduce(4, *))
    fill(memory.bytes.bindMemory(to: Float.self))
    self.init(
      shape: shape, elementType: .float32, bytes: UnsafeRawBufferPointer(memory.bytes), owner: memory)
  }

  /// Copies elements `first`, `first + stride`, … as bfloat16 to memory without gaps.
  ///
  /// - Precondition: all of them exist.
  package func copyBFloat16(
    from first: Int, stride: Int = 1, count: Int, to target: UnsafeMutablePointer<BFloat16>
  ) {
    check(first, stride, count)
    forEach(first, stride, count, { target[$0] = BFloat16($1) }, { target[$0] = $1 })
  }

  /// Copies elements, rounded to bfloat16 and widened to binary32, which are the operands of the hardware's
  /// multiplications.
  package func copyRounded(
    from first: Int, stride: Int = 1, count: Int, to target: UnsafeMutablePointer<Float>
  ) {
    check(first, stride, count)
    forEach(first, stride, count, { target[$0] = Float(BFloat16($1)) }, { target[$0] = Float($1) })
  }

  /// The elements of a range in binary32, not rounded; all elements for nil.
  public func floats(_ range: Range<Int>? = nil) -> [Float] {
    let range = range ?? 0..<count
    check(range.lowerBound, 1, range.count)
    return [Float](unsafeUninitializedCapacity: range.count) { buffer, initialized in
      switch elementType {
      case .float32: for k in 0..<range.count { buffer[k] = float32(range.lowerBound + k) }
      case .float16: for k in 0..<range.count { buffer[k] = float16(range.lowerBound + k) }
      case .bfloat16:
        for k in 0..<range.count { buffer[k] = Float(BFloat16(bitPattern: bits16(range.lowerBound + k))) }
      }
      initialized = range.count
    }
  }

  /// The elements of a range, rounded to bfloat16; all elements for nil.
  public func bfloat16(_ range: Range<Int>? = nil) -> [BFloat16] {
    let range = range ?? 0..<count
    return [BFloat16](unsafeUninitializedCapacity: range.count) { buffer, initialized in
      if let base = buffer.baseAddress, !range.isEmpty {
        copyBFloat16(from: range.lowerBound, count: range.count, to: base)
      }
      initialized = range.count
    }
  }

  /// An element in binary32, not rounded.
  @inline(__always) func float(at index: Int) -> Float {
    switch elementType {
    case .float32: float32(index)
    case .float16: float16(index)
    case .bfloat16: Float(BFloat16(bitPattern: bits16(index)))
    }
  }

  /// An element of a bfloat16 tensor.
  @inline(__always) func bfloat16(at index: Int) -> BFloat16 { BFloat16(bitPattern: bits16(index)) }

  /// The same tensor in memory as bfloat16; the tensor itself if it is bfloat16. Pages of a mapped file are
  /// released.
  ///
  /// - Parameter name: the tensor's name in the error.
  /// - Throws: `CheckpointError` if the system has no memory for the elements.
  package func rounded(_ name: String) throws(CheckpointError) -> TensorData {
    if elementType == .bfloat16 { return self }
    let result = try TensorData(name, of: "weights", shape: shape) { target in
      if let base = target.baseAddress, !target.isEmpty {
        copyBFloat16(from: 0, count: target.count, to: base)
      }
    }
    discardPages()
    return result
  }

  /// Releases the pages behind a mapped file's tensor, or behind some of its elements. A later access reads
  /// them again.
  package func discardPages(of elements: Range<Int>? = nil) {
    guard let fileRange, let file = owner as? MappedFile else { return }
    let size = elementType == .float32 ? 4 : 2
    let elements = elements ?? 0..<count
    check(elements.lowerBound, 1, elements.count)
    file.discard(
      fileRange.lowerBound + elements.lowerBound * size..<fileRange.lowerBound + elements.upperBound * size)
  }

  /// The first rows of a matrix; for another shape, the first parts along the slowest extent.
  ///
  /// - Precondition: there are as many.
  func firstRows(_ rows: Int) -> TensorData {
    guard rows != shape[0] else { return self }
    precondition(rows >= 0 && rows < shape[0], "rows of the tensor")
    let size = bytes.count / shape[0] * rows
    return TensorData(
      shape: [rows] + shape.dropFirst(), elementType: elementType,
      bytes: UnsafeRawBufferPointer(rebasing: bytes[..<size]), owner: owner,
      fileRange: fileRange.map { $0.lowerBound..<$0.lowerBound + size })
  }

  /// The index of the first element that is not a finite bfloat16: NaN, infinite, or rounded to infinity.
  func firstNonFinite() -> Int? {
    // A binary32 magnitude rounds to infinity from the midpoint of bfloat16's greatest value and the next
    // power of two on.
    let limit: UInt32 =
      switch elementType {
      case .float32: 0x7F7F_8000
      case .float16: 0x7C00
      case .bfloat16: 0x7F80
      }
    func magnitude(_ index: Int) -> UInt32 {
      elementType == .float32
        ? float32(index).bitPattern & 0x7FFF_FFFF : UInt32(bits16(index)) & 0x7FFF
    }
    let piece = 4096
    for first in stride(from: 0, to: count, by: piece) {
      let end = min(count, first + piece)
      var greatest: UInt32 = 0
      // The sizes of elements have separate loops, which the compiler vectorises.
      if elementType == .float32 {
        for index in first..<end { greatest = max(greatest, float32(index).bitPattern & 0x7FFF_FFFF) }
      } else {
        for index in first..<end { greatest = max(greatest, UInt32(bits16(index)) & 0x7FFF) }
      }
      if greatest >= limit { return (first..<end).first { magnitude($0) >= limit } }
    }
    return nil
  }

  /// True if both have the same shape, type and bits.
  func isIdentical(to other: TensorData) -> Bool {
    shape == other.shape && elementType == other.elementType && bytes.elementsEqual(other.bytes)
  }

  /// Calls a body for each element. Types and unit strides have separate loops, which the compiler
  /// vectorises.
  @inline(__always)
  private func forEach(
    _ first: Int, _ stride: Int, _ count: Int, _ wide: (Int, Float) -> Void, _ narrow: (Int, BFloat16) -> Void
  ) {
    // The range was checked. A check of each index would prevent vectorisation.
    switch (elementType, stride) {
    case (.float32, 1): loop(count) { wide($0, float32(first &+ $0)) }
    case (.float32, _): loop(count) { wide($0, float32(first &+ $0 &* stride)) }
    case (.float16, 1): loop(count) { wide($0, float16(first &+ $0)) }
    case (.float16, _): loop(count) { wide($0, float16(first &+ $0 &* stride)) }
    case (.bfloat16, 1): loop(count) { narrow($0, BFloat16(bitPattern: bits16(first &+ $0))) }
    case (.bfloat16, _): loop(count) { narrow($0, BFloat16(bitPattern: bits16(first &+ $0 &* stride))) }
    }
  }

  @inline(__always) private func loop(_ count: Int, _ body: (Int) -> Void) {
    var index = 0
    while index < count {
      body(index)
      index &+= 1
    }
  }

  private func check(_ first: Int, _ stride: Int, _ count: Int) {
    precondition(
      first >= 0 && stride >= 1 && count >= 0 && (count == 0 || first + (count - 1) * stride < self.count),
      "elements outside the tensor")
  }

  @inline(__always) private func bits16(_ index: Int) -> UInt16 {
    UInt16(
      littleEndian: bytes.baseAddress.unsafelyUnwrapped.loadUnaligned(
        fromByteOffset: 2 &* index, as: UInt16.self))
  }

  @inline(__always) private func float16(_ index: Int) -> Float { binary32(ofBinary16: bits16(index)) }

  @inline(__always) private func float32(_ index: Int) -> Float {
    Float(
      bitPattern: UInt32(
        littleEndian: bytes.baseAddress.unsafelyUnwrapped.loadUnaligned(
          fromByteOffset: 4 &* index, as: UInt32.self)))
  }
}

/// Converts IEEE 754 binary16 to binary32 exactly. Swift's `Float16` needs a run-time routine on base x86-64.
@inline(__always) func binary32(ofBinary16 bits: UInt16) -> Float {
  let sign = UInt32(bits & 0x8000) << 16
  let magnitude = UInt32(bits & 0x7FFF)
  if magnitude >= 0x7C00 { return Float(bitPattern: sign | 0x7F80_0000 | (magnitude & 0x3FF) << 13) }
  // Moving the fraction up by 13 bits adds ten exponent values below, and 2¹¹² corrects the bias.
  // Both hold for denormals.
  let scaled = Float(bitPattern: magnitude << 13) * 0x1p112
  return Float(bitPattern: sign | scaled.bitPattern)
}

/// Mapped memory that is unmapped with its last owner, so that a tensor of many megabytes leaves no hole in
/// the heap.
private final class OwnedMemory: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  /// Maps memory.
  ///
  /// - Throws: `CheckpointError` for the tensor of a source, if the system has none.
  init(of tensor: String, in source: String, bytes count: Int) throws(CheckpointError) {
    let start = mmap(nil, max(count, 1), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else {
      throw CheckpointError(
        file: source, tensor: tensor,
        "no memory for its \(count) bytes; give the program more, or take a smaller model or fewer layers")
    }
    bytes = UnsafeMutableRawBufferPointer(start: start, count: count)
  }

  deinit { munmap(bytes.baseAddress!, max(bytes.count, 1)) }
}
