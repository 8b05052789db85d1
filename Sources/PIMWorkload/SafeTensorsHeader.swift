internal import PIMConfiguration

/// Reads and checks the header of a safetensors file.
struct SafeTensorsHeader {
  private(set) var entries: [SafeTensors.Entry] = []
  let dataStart: Int
  private let path: String

  /// The key of the header that is not a tensor.
  static let metadata = "__metadata__"

  init(_ bytes: UnsafeRawBufferPointer, path: String) throws(CheckpointError) {
    self.path = path
    guard bytes.count >= 8 else {
      throw CheckpointError(file: path, "\(bytes.count) bytes are too few: the header's length alone takes 8")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= SafeTensors.longestHeader else {
      throw CheckpointError(
        file: path,
        "a header of \(length) bytes; at most \(SafeTensors.longestHeader) are allowed: this is no safetensors file"
      )
    }
    guard Int(length) <= bytes.count - 8 else {
      throw CheckpointError(
        file: path, "a header of \(length) bytes in a file of \(bytes.count): the file has been cut off")
    }
    dataStart = 8 + Int(length)
    let text = UnsafeRawBufferPointer(rebasing: bytes[8..<dataStart])
    guard text.first == UInt8(ascii: "{") else {
      throw CheckpointError(file: path, "the header does not begin with {: this is no safetensors file")
    }
    do throws(ConfigurationError) {
      let node = try Document.parse(bytes: text, name: path, syntax: .json)
      var section = try node.mapping()
      for (key, value) in section.entries() where key.name != SafeTensorsHeader.metadata {
        entries.append(try entry(key.name, value))
      }
    } catch {
      throw CheckpointError(file: path, "header", error)
    }
    try checkPlaces(dataBytes: bytes.count - dataStart)
  }

  private func entry(_ name: String, _ value: Value) throws(ConfigurationError) -> SafeTensors.Entry {
    var section = try value.section()
    let type = try section.text("dtype")
    var shape: [Int] = []
    for extent in try section.list("shape", count: 0...64) { shape.append(try extent.integer()) }
    let offsets = try section.list("data_offsets", count: 2...2)
    let (first, end) = (try offsets[0].integer(), try offsets[1].integer())
    try section.finish()
    guard first <= end else {
      throw section.error("data_offsets", "ends before it begins", found: "[\(first), \(end)]")
    }
    return SafeTensors.Entry(name: name, typeName: type, shape: shape, bytes: first..<end)
  }

  /// Sorts the entries by place and checks sizes and places.
  private mutating func checkPlaces(dataBytes: Int) throws(CheckpointError) {
    entries.sort {
      ($0.bytes.lowerBound, $0.bytes.upperBound, $0.name) < (
        $1.bytes.lowerBound, $1.bytes.upperBound, $1.name
      )
    }
    var end = 0
    var last: String?
    for entry in entries {
      func fail(_ problem: String) -> CheckpointError {
        CheckpointError(file: path, tensor: entry.name, problem)
      }
      let place = "[\(entry.bytes.lowerBound), \(entry.bytes.upperBound)]"
      guard entry.bytes.upperBound <= dataBytes else {
        throw fail("lies at bytes \(place) of \(dataBytes) bytes of data: the file has been cut off")
      }
      if let type = entry.elementType {
        guard let size = SafeTensorsHeader.bytes(of: entry, type) else {
          throw fail("the size of shape \(entry.shape) is beyond 64 bits")
        }
        guard size == entry.bytes.count else {
          throw fail(
            "\(entry.bytes.count) bytes for shape \(entry.shape) of \(type.rawValue), which takes \(size)")
        }
      }
      if entry.bytes.lowerBound < end, let last {
        throw fail("lies at bytes \(place) and overlaps tensor \"\(last)\"")
      }
      guard entry.bytes.lowerBound == end else {
        throw fail(
          "lies at bytes \(place) and leaves a gap of \(entry.bytes.lowerBound - end) bytes before it")
      }
      end = entry.bytes.upperBound
      last = entry.name
    }
    guard end == dataBytes else {
      throw CheckpointError(file: path, "\(dataBytes - end) bytes after the last tensor belong to none")
    }
  }

  private static func bytes(of entry: SafeTensors.Entry, _ type: SafeTensors.ElementType) -> Int? {
    var size = type.bytes
    for extent in entry.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      size = product
    }
    return size
  }
}
