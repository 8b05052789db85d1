/// An output buffer of fixed size. The writer drains the buffer when a line of maximum length would not fit.
struct TextBuffer: ~Copyable {
  private let memory: UnsafeMutableRawBufferPointer
  private var count = 0

  var free: Int { memory.count - count }

  init(capacity: Int) { memory = .allocate(byteCount: capacity, alignment: 16) }

  deinit { memory.deallocate() }

  mutating func drain(_ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
    try sink(UnsafeRawBufferPointer(rebasing: memory[..<count]))
    count = 0
  }

  @inline(__always) mutating func append(_ byte: UInt8) {
    precondition(count < memory.count, "no room for a line")
    memory.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  mutating func append(_ string: String) {
    for byte in string.utf8 { append(byte) }
  }

  /// Appends a name: stores both of its words, then advances by the length of the name.
  @inline(__always) mutating func append(_ name: PackedName) {
    precondition(free >= 16, "no room for a line")
    memory.storeBytes(of: name.low.littleEndian, toByteOffset: count, as: UInt64.self)
    memory.storeBytes(of: name.high.littleEndian, toByteOffset: count + 8, as: UInt64.self)
    count += name.count
  }

  @inline(__always) mutating func append(decimal value: UInt32) {
    if value < 10 {
      append(UInt8(truncatingIfNeeded: value) &+ .zero)
      return
    }
    var digits = 1
    var power: UInt64 = 10
    while power <= value {
      power *= 10
      digits += 1
    }
    precondition(free >= digits, "no room for a line")
    var rest = value
    var place = count + digits
    count = place
    while rest > 0 {
      place -= 1
      memory.storeBytes(
        of: UInt8(truncatingIfNeeded: rest % 10) &+ .zero, toByteOffset: place, as: UInt8.self)
      rest /= 10
    }
  }

  mutating func append(_ mask: ChannelMask) {
    var isFirst = true
    mask.forEachRun { first, last in
      if !isFirst { append(.comma) }
      isFirst = false
      append(decimal: UInt32(first))
      if last > first {
        append(.dash)
        append(decimal: UInt32(last))
      }
    }
  }
}
