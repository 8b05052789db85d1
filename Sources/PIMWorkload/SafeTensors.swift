/// A safetensors file, memory-mapped: named tensors in little-endian byte order, row-major.
///
///     let file = try SafeTensors(path: "model.safetensors")
///     let gains: [Float] = try file.floats("h.0.ln_1.weight")
///
/// The format is that of https://github.com/huggingface/safetensors: eight bytes of header length, a JSON
/// header that gives each tensor's type, shape and place, and the data. Opening a file checks the whole
/// header: places are inside the file, follow each other without gap or overlap, and have the length that
/// type and shape imply. So no read can leave the file. A tensor may begin at any byte.
package struct SafeTensors: Sendable {
  /// The types of elements of known size, by their names in a header. Weights are F32, F16 or BF16.
  package enum ElementType: String, CaseIterable, Sendable, Hashable {
    /// Letter of the kind (float, complex, integer, unsigned, brain float), then bits.
    case F32, F16, BF16, F64, C64, I64, I32, I16, I8, U64, U32, U16, U8, BOOL, F8_E4M3, F8_E5M2, F8_E8M0

    /// Size of an element in bytes.
    package var bytes: Int {
      switch self {
      case .F64, .C64, .I64, .U64: 8
      case .F32, .I32, .U32: 4
      case .F16, .BF16, .I16, .U16: 2
      case .I8, .U8, .BOOL, .F8_E4M3, .F8_E5M2, .F8_E8M0: 1
      }
    }
  }

  /// One tensor of the header.
  package struct Entry: Sendable, Hashable {
    /// The tensor's name.
    package var name: String
    /// The type's name in the header. Types of unknown size are allowed for tensors that are not used.
    package var typeName: String
    /// The type; nil for one of unknown size.
    package var elementType: ElementType? { ElementType(rawValue: typeName) }
    /// Extents, the slowest first.
    package var shape: [Int]
    /// Range of the tensor's bytes, counted from the first byte of data.
    package var bytes: Range<Int>
    /// Number of elements.
    package var elements: Int { shape.reduce(1, *) }
  }

  /// The longest header that is accepted, in bytes.
  static let longestHeader = 64 << 20

  /// The path, as in errors.
  package let path: String
  /// The tensors in the order of their data.
  package let entries: [Entry]
  let file: MappedFile
  /// Offset of the first byte of data in the file.
  let dataStart: Int
  private let positions: [String: Int]

  /// Opens a file and checks all of its header.
  ///
  /// - Throws: `CheckpointError` naming the tensor.
  package init(path: String) throws(CheckpointError) {
    let file = try MappedFile(path: path)
    let header = try SafeTensorsHeader(file.bytes, path: path)
    self.path = path
    self.file = file
    entries = header.entries
    dataStart = header.dataStart
    positions = Dictionary(uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
  }

  /// The header's entry of a tensor, or nil.
  package subscript(_ name: String) -> Entry? { positions[name].map { entries[$0] } }

  /// The bytes of an entry of this file.
  func bytes(of entry: Entry) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      rebasing: file.bytes[dataStart + entry.bytes.lowerBound..<dataStart + entry.bytes.upperBound])
  }

  private func entry(_ name: String) throws(CheckpointError) -> Entry {
    guard let entry = self[name] else { throw CheckpointError(file: path, tensor: name, "is missing") }
    return entry
  }

  /// A floating-point tensor's data.
  ///
  /// - Throws: `CheckpointError` when it is missing or not F32, F16 or BF16.
  package func tensor(_ name: String) throws(CheckpointError) -> TensorData {
    let entry = try entry(name)
    guard let type = entry.elementType.flatMap(TensorData.ElementType.init) else {
      throw CheckpointError(
        file: path, tensor: name, "has elements of type \(entry.typeName); expected F32, F16 or BF16")
    }
    return TensorData(
      shape: entry.shape, elementType: type, bytes: bytes(of: entry), owner: file,
      fileRange: dataStart + entry.bytes.lowerBound..<dataStart + entry.bytes.upperBound)
  }

  /// A floating-point tensor as binary32 values.
  package func floats(_ name: String) throws(CheckpointError) -> [Float] { try tensor(name).floats() }

  /// A tensor of 32-bit integers.
  package func integers(_ name: String) throws(CheckpointError) -> [Int32] {
    let entry = try entry(name)
    guard entry.elementType == .I32 else {
      throw CheckpointError(
        file: path, tensor: name, "has elements of type \(entry.typeName); expected I32")
    }
    let bytes = bytes(of: entry)
    return (0..<entry.elements).map {
      Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self))
    }
  }

  /// A tensor of 32-bit or 64-bit integers.
  package func wideIntegers(_ name: String) throws(CheckpointError) -> [Int64] {
    let entry = try entry(name)
    if entry.elementType == .I32 { return try integers(name).map { Int64($0) } }
    guard entry.elementType == .I64 else {
      throw CheckpointError(
        file: path, tensor: name, "has elements of type \(entry.typeName); expected I32 or I64")
    }
    let bytes = bytes(of: entry)
    return (0..<entry.elements).map {
      Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self))
    }
  }
}
