import Glibc
import PIMNumerics
import PIMTestFiles
import PIMWorkload
import Testing

/// A file in a temporary folder that goes away with it.
final class TemporaryFile {
  let path: String
  private let folder: TemporaryFolder

  init(_ bytes: [UInt8], name: String = "model.safetensors") {
    guard let folder = try? TemporaryFolder() else { fatalError("no temporary folder") }
    self.folder = folder
    path = folder.path + "/" + name
    write(bytes, name)
  }

  func write(_ bytes: [UInt8], _ name: String) {
    let file = fopen(folder.path + "/" + name, "w")!
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }

  var folderPath: String { folder.path }
}

@Suite struct SafeTensorsTests {
  /// A file from the text of its header and so many bytes of data.
  func file(_ header: String, data: Int, length: UInt64? = nil) -> TemporaryFile {
    let size = (length ?? UInt64(header.utf8.count)).littleEndian
    return TemporaryFile(
      withUnsafeBytes(of: size) { Array($0) } + Array(header.utf8) + Array(repeating: 0, count: data))
  }

  func problem(_ header: String, data: Int, length: UInt64? = nil) -> String {
    let file = file(header, data: data, length: length)
    do {
      _ = try SafeTensors(path: file.path)
      return "accepted"
    } catch {
      #expect(error.description.hasPrefix(file.path + ": "))
      return String(error.description.dropFirst(file.path.count + 2))
    }
  }

  @Test func roundTrip() throws {
    var writer = SafeTensorsWriter()
    writer.add("a", shape: [2, 2], floats: [1, -2, 0.1, .infinity])
    writer.add("c", shape: [2], integers: [-1, 70000])
    writer.add("b", shape: [3], bfloat16: [1, 2, 3])
    // 1, -2, 2⁻²⁴ (the least), 65504 (the greatest), infinity.
    let halves: [UInt16] = [0x3C00, 0xC000, 0x0001, 0x7BFF, 0x7C00]
    writer.add(
      "d", type: .F16, shape: [5], bytes: halves.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
    writer.add("empty", type: .U8, shape: [0, 4], bytes: [])
    let file = TemporaryFile([])
    try writer.write(to: file.path)
    let tensors = try SafeTensors(path: file.path)
    #expect(try tensors.floats("a") == [1, -2, 0.1, .infinity])
    #expect(try tensors.tensor("a").bfloat16() == [1, -2, BFloat16(0.1), .infinity])
    #expect(try tensors.floats("b") == [1, 2, 3])
    #expect(try tensors.integers("c") == [-1, 70000])
    #expect(try tensors.floats("d") == [1, -2, 0x1p-24, 65504, .infinity])
    // 16 + 8 + 6 + 10 bytes come before it.
    #expect(tensors["empty"]?.bytes == 40..<40)
    #expect(tensors["d"]?.shape == [5])
    #expect(throws: CheckpointError(file: file.path, tensor: "e", "is missing")) { try tensors.tensor("e") }
    #expect(
      throws: CheckpointError(
        file: file.path, tensor: "c", "has elements of type I32; expected F32, F16 or BF16")
    ) { try tensors.tensor("c") }
  }

  @Test func headersThatAreNone() {
    let short = TemporaryFile([1, 2, 3])
    #expect(
      throws: CheckpointError(file: short.path, "3 bytes are too few: the header's length alone takes 8")
    ) {
      try SafeTensors(path: short.path)
    }
    #expect(throws: CheckpointError(file: "/nowhere", "cannot be read: No such file or directory")) {
      try SafeTensors(path: "/nowhere")
    }
    #expect(throws: CheckpointError(file: "/tmp", "is not a regular file")) { try SafeTensors(path: "/tmp") }
    #expect(
      problem("{}", data: 0, length: .max)
        == "a header of 18446744073709551615 bytes; at most 67108864 are allowed: this is no safetensors file"
    )
    #expect(
      problem("{}", data: 0, length: 100)
        == "a header of 100 bytes in a file of 10: the file has been cut off")
    #expect(problem("[]", data: 0) == "the header does not begin with {: this is no safetensors file")
    #expect(problem("{}", data: 0) == "accepted")
    #expect(problem("{}", data: 5) == "5 bytes after the last tensor belong to none")
    #expect(
      problem("{\"a\": ", data: 0) == "header line 1 column 7: broken JSON: the text ends; expected a value")
    #expect(
      problem("{\"a\":{},}", data: 0)
        == "header line 1 column 8: broken JSON: a comma in front of \"}\"; expected no comma behind the last member"
    )
    #expect(
      problem("{'a':{}}", data: 0)
        == "header line 1 column 2: broken JSON: a key in single quotes; expected double quotes")
  }

  static func tensor(
    _ name: String, _ type: String = "F32", _ shape: String = "[2]", _ place: String = "[0,8]"
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(place)}"
  }

  @Test(arguments: [
    (
      "{\(tensor("a"))}", 7,
      "tensor \"a\": lies at bytes [0, 8] of 7 bytes of data: the file has been cut off"
    ),
    ("{\(tensor("a", "F32", "[3]"))}", 8, "tensor \"a\": 8 bytes for shape [3] of F32, which takes 12"),
    (
      "{\(tensor("a")),\(tensor("b", "F32", "[1]", "[4,8]"))}", 8,
      "tensor \"b\": lies at bytes [4, 8] and overlaps tensor \"a\""
    ),
    (
      "{\(tensor("a")),\(tensor("b", "F32", "[1]", "[12,16]"))}", 16,
      "tensor \"b\": lies at bytes [12, 16] and leaves a gap of 4 bytes before it"
    ),
    (
      "{\(tensor("a", "F32", "[4294967296,4294967296]"))}", 8,
      "tensor \"a\": the size of shape [4294967296, 4294967296] is beyond 64 bits"
    ),
  ])
  func places(header: String, data: Int, expected: String) {
    #expect(problem(header, data: data) == expected)
  }

  @Test func entriesThatAreNone() {
    let cases = [
      ("{\(Self.tensor("a")),\(Self.tensor("a"))}", "duplicate"),
      (
        "{\(Self.tensor("a", "F32").replacing("\"F32\"", with: "null"))}",
        "a\": header line 1 column 15, dtype: wrong type"
      ),
      ("{\(Self.tensor("a", "F32", "[-1]"))}", "-1"),
      ("{\(Self.tensor("a", "F32", "[2]", "[8,0]"))}", "ends before it begins"),
      ("{\(Self.tensor("a", "F32", "[2]", "[0]"))}", "wrong length"),
      ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", "missing key"),
      ("{\"a\":7}", "wrong type"),
    ]
    for (header, expected) in cases {
      let found = problem(header, data: 8)
      #expect(found.contains(expected), "\(found)")
    }
  }

  /// Tensors may begin at any byte: here a byte and 3 bytes before them put F32 at 1 and BF16 at 9 and F16 at
  /// 13.
  @Test func unalignedTensors() throws {
    var writer = SafeTensorsWriter()
    writer.add("mask", type: .U8, shape: [1], bytes: [7])
    writer.add("a", shape: [2], floats: [1.5, -2])
    writer.add("b", shape: [2], bfloat16: [3, -4])
    writer.add("c", type: .F16, shape: [1], bytes: [0x00, 0x3C])
    writer.add("d", shape: [1], integers: [-70000])
    let file = TemporaryFile(writer.bytes)
    let tensors = try SafeTensors(path: file.path)
    #expect(tensors["a"]?.bytes == 1..<9 && tensors["b"]?.bytes == 9..<13 && tensors["c"]?.bytes == 13..<15)
    #expect(try tensors.floats("a") == [1.5, -2])
    #expect(try tensors.tensor("a").bfloat16() == [1.5, -2])
    #expect(try tensors.floats("b") == [3, -4])
    #expect(try tensors.floats("c") == [1])
    #expect(try tensors.integers("d") == [-70000])
  }

  @Test func integersOfBothSizes() throws {
    var writer = SafeTensorsWriter()
    writer.add("mask", type: .U8, shape: [1], bytes: [7])
    writer.add("a", shape: [2], integers: [-1, 70000])
    // 1 + 2³², and −2.
    writer.add(
      "b", type: .I64, shape: [2],
      bytes: [1, 0, 0, 0, 1, 0, 0, 0] + [0xFE] + [UInt8](repeating: 0xFF, count: 7))
    let file = TemporaryFile(writer.bytes)
    let tensors = try SafeTensors(path: file.path)
    #expect(try tensors.wideIntegers("a") == [-1, 70000])
    #expect(try tensors.wideIntegers("b") == [0x1_0000_0001, -2])
    #expect(
      throws: CheckpointError(
        file: file.path, tensor: "mask", "has elements of type U8; expected I32 or I64")
    ) { try tensors.wideIntegers("mask") }
    #expect(
      throws: CheckpointError(file: file.path, tensor: "b", "has elements of type I64; expected I32")
    ) { try tensors.integers("b") }
  }

  /// Only what is used must be of a type that is known.
  @Test func anyTypeOfElement() throws {
    let header =
      "{\(Self.tensor("a", "F8_E4M3", "[2]", "[0,2]")),\(Self.tensor("b", "F4", "[3]", "[2,4]")),"
      + "\(Self.tensor("c", "F32", "[1]", "[4,8]"))}"
    let file = file(header, data: 8)
    let tensors = try SafeTensors(path: file.path)
    #expect(try tensors.floats("c") == [0])
    #expect(
      throws: CheckpointError(
        file: file.path, tensor: "b", "has elements of type F4; expected F32, F16 or BF16")
    ) { try tensors.tensor("b") }
    #expect(
      problem("{\(Self.tensor("a", "F8_E4M3", "[3]", "[0,2]"))}", data: 2)
        == "tensor \"a\": 2 bytes for shape [3] of F8_E4M3, which takes 3")
  }

  /// A name with a character beyond 16 bits, as JSON writers escape it.
  @Test func surrogatePairsInNames() throws {
    let file = file("{\(Self.tensor("\\ud83d\\ude00"))}", data: 8)
    #expect(try SafeTensors(path: file.path).floats("\u{1F600}") == [0, 0])
  }

  /// No change of one byte of a header crashes or reads outside the file.
  @Test func changedBytes() throws {
    var writer = SafeTensorsWriter()
    writer.add("a", shape: [2, 2], floats: [1, -2, 0.1, .infinity])
    writer.add("b", shape: [3], bfloat16: [1, 2, 3])
    let bytes = writer.bytes
    var random = SeededGenerator(seed: 5)
    for _ in 0..<400 {
      var changed = bytes
      changed[random.nextIndex(below: bytes.count - 22)] = UInt8(truncatingIfNeeded: random.next())
      if random.nextIndex(below: 4) == 0 { changed.removeLast(1 + random.nextIndex(below: bytes.count - 1)) }
      let file = TemporaryFile(changed)
      guard let tensors = try? SafeTensors(path: file.path) else { continue }
      for entry in tensors.entries {
        _ = try? tensors.floats(entry.name)
        _ = try? tensors.integers(entry.name)
      }
    }
  }
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    guard let range = firstRange(of: old) else { return self }
    return self[..<range.lowerBound] + new + self[range.upperBound...]
  }
}
