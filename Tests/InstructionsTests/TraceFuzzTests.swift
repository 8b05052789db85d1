import Glibc
import PIMInstructions
import PIMNumerics
import Testing

@Suite struct TraceFuzzTests {
  /// A trace with every opcode.
  private func text(_ generator: inout SeededGenerator) throws -> [UInt8] {
    let blocks = (0..<3).map { id in
      Block(
        template: Template(
          id: id, instructions: Opcode.allCases.map { randomInstruction($0, in: paperShape, &generator) }),
        rowOffset: 0, label: randomLabel(&generator))
    }
    return try Array(write(blocks, header: TraceHeader(shape: paperShape, schedule: .serial)).utf8)
  }

  /// Whatever is done to a trace, it is read, or refused at a place in it.
  @Test(arguments: 0..<8) func mutatedTracesAreReadOrRefused(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let original = try text(&generator)
    let alphabet = Array("0123456789-,=. #\n\r\tABCZabcz_e".utf8) + [0, 0x7F, 0x80, 0xC3, 0xFF]
    var read = 0
    var refused = 0
    for _ in 0..<400 {
      var bytes = original
      for _ in 0...Int.random(in: 0..<3, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[place] = alphabet.randomElement(using: &generator)!
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(alphabet.randomElement(using: &generator)!, at: place)
        case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 50)], at: place)
        default: bytes.removeSubrange(place...)
        }
      }
      guard let error = try traceError(bytes) else {
        read += 1
        continue
      }
      refused += 1
      // The line exists or is the one after the last; the column lies in it or just behind.
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      try #require((1...lines.count + 1).contains(error.line), "\(error)")
      let length = error.line <= lines.count ? lines[error.line - 1].count : 0
      try #require((1...length + 1).contains(error.column), "\(error)")
      #expect(!error.found.isEmpty && !error.expected.isEmpty)
      #expect(error.description.utf8.allSatisfy { $0 >= 32 })
    }
    #expect(read > 0 && refused > 0)
  }

  /// Cut off anywhere before its END, a trace is refused.
  @Test func everyPrefixIsRefused() throws {
    var generator = SeededGenerator(seed: 3)
    let bytes = try text(&generator)
    for count in 0..<bytes.count - 1 {
      #expect(try traceError(Array(bytes.prefix(count))) != nil, "\(count)")
    }
  }

  @Test func randomBytesAreRefused() throws {
    var generator = SeededGenerator(seed: 4)
    for size in 0..<300 {
      let bytes = (0..<size * 40).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(try traceError(bytes) != nil)
    }
  }
}
