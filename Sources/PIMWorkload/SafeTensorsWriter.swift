internal import PIMConfiguration
package import PIMNumerics

/// Builds a safetensors file in memory.
///
///     var writer = SafeTensorsWriter()
///     writer.add("h.0.ln_1.bias", shape: [192], floats: values)
///     try writer.write(to: path)
package struct SafeTensorsWriter: Sendable {
  private var header = ""
  private var data: [UInt8] = []

  /// Creates a file without tensors.
  package init() {}

  /// Adds a tensor from its bytes.
  ///
  /// - Precondition: the name needs no escape in JSON, and the bytes are as many as type and shape say.
  package mutating func add(_ name: String, type: SafeTensors.ElementType, shape: [Int], bytes: [UInt8]) {
    precondition(bytes.count == shape.reduce(type.bytes, *), "bytes do not match the shape")
    precondition(
      name.unicodeScalars.allSatisfy { $0.value >= 32 && $0 != "\"" && $0 != "\\" }, "a plain name")
    if !header.isEmpty { header += "," }
    let extents = shape.map(String.init).joined(separator: ",")
    header += "\"\(name)\":{\"dtype\":\"\(type.rawValue)\",\"shape\":[\(extents)],"
    header += "\"data_offsets\":[\(data.count),\(data.count + bytes.count)]}"
    data += bytes
  }

  /// Adds a tensor of type F32.
  package mutating func add(_ name: String, shape: [Int], floats: [Float]) {
    add(name, type: .F32, shape: shape, bytes: floats.flatMap { littleEndianBytes($0.bitPattern) })
  }

  /// Adds a tensor of type BF16.
  package mutating func add(_ name: String, shape: [Int], bfloat16 values: [BFloat16]) {
    add(name, type: .BF16, shape: shape, bytes: values.flatMap { littleEndianBytes($0.bitPattern) })
  }

  /// Adds a tensor of type I32.
  package mutating func add(_ name: String, shape: [Int], integers: [Int32]) {
    add(name, type: .I32, shape: shape, bytes: integers.flatMap { littleEndianBytes(UInt32(bitPattern: $0)) })
  }

  /// The bytes of the file. Spaces pad the header, so that the data begins at a multiple of eight bytes.
  package var bytes: [UInt8] {
    var text = Array("{\(header)}".utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    return littleEndianBytes(UInt64(text.count)) + text + data
  }

  /// Writes the file, which appears only when it is complete.
  ///
  /// - Throws: `FileError`.
  package func write(to path: String) throws { try OutputFile.write(bytes, to: path) }
}

private func littleEndianBytes(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
