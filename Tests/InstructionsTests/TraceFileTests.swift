import Glibc
import PIMHardware
import PIMInstructions
import PIMTestFiles
import Testing

@Suite struct TraceFileTests {
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  static func contents(_ path: String) throws -> String {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [("gemv-tile", [3]), ("eight-rows", [10]), ("attention-head", [5, 2])])
  func examplesAreRead(name: String, instructions: [Int]) throws {
    let path = Self.root + "/traces/\(name).trace"
    var reader = try TraceReader(path: path)
    try reader.check(against: paperShape)
    let blocks = try readAll(&reader)
    #expect(blocks.map(\.template.instructions.count) == instructions)
    // Canonical but for comments and blank lines.
    let bare = try Self.contents(path).split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(try write(blocks, header: reader.header) == bare.map { $0 + "\n" }.joined())
  }

  @Test func fileIsReplacedAsAWhole() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.trace"
    let header = TraceHeader(shape: paperShape, schedule: .overlapped)
    let label = BlockLabel(position: 0, layer: -1, kind: .other)
    var source = BlockList([
      Block(template: Template(id: 0, instructions: [Instruction(.SYNC)]), rowOffset: 0, label: label)
    ])
    #expect(try TraceFile.write(&source, header: header, comments: ["model: gpt2"], to: path) == 14)
    let first = try Self.contents(path)
    #expect(first.hasSuffix("schedule overlapped\n# model: gpt2\nBLOCK 0 - other 0\nSYNC\nEND\n"))
    var reader = try TraceReader(path: path)
    #expect(try readAll(&reader).count == 1)

    var broken = BlockList([
      Block(template: Template(id: 0, instructions: [Instruction(.MAC_ABK)]), rowOffset: 0, label: label)
    ])
    let error = #expect(throws: TraceWriterError.self) {
      try TraceFile.write(&broken, header: header, to: path)
    }
    #expect(
      error?.description
        == "instruction 0 of block '0 - other 0': MAC_ABK ch: found none, expected channels of 0 to 7")
    #expect(try Self.contents(path) == first)
    // Nothing but the file itself is in the directory.
    #expect(folder.names == ["a.trace"])
  }

  @Test func systemErrorsNameThePath() throws {
    let missing = #expect(throws: TraceFileError.self) { try TraceReader(path: "/dev/null/a.trace") }
    #expect(missing?.description == "/dev/null/a.trace: cannot open: Not a directory")
    let directory = #expect(throws: TraceFileError.self) { try TraceReader(path: "/tmp") }
    #expect(directory?.description == "/tmp: cannot read: Is a directory")
    var source = BlockList([])
    let unwritable = #expect(throws: TraceFileError.self) {
      try TraceFile.write(
        &source, header: TraceHeader(shape: paperShape, schedule: .serial), to: "/dev/null/a.trace")
    }
    #expect(unwritable?.operation == "create")
    #expect(unwritable?.reason == "Not a directory")
  }

  @Test func whatTheFormatDoesNotHoldIsNotWritten() throws {
    let header = TraceHeader(shape: paperShape, schedule: .serial)
    let template = Template(id: 0, instructions: [])
    let label = BlockLabel(position: 0, layer: -2, kind: .other)
    let error = #expect(throws: TraceWriterError.self) {
      try write([Block(template: template, rowOffset: 0, label: label)], header: header)
    }
    #expect(
      error?.description
        == "block '0 -2 other 0': expected position and part of 0 to 2147483647 and layer of -1 to 2147483647"
    )
    var shape = paperShape
    shape.organisation.channels = 65
    let channels = #expect(throws: TraceWriterError.self) {
      try write([], header: TraceHeader(shape: shape, schedule: .serial))
    }
    #expect(channels?.description == "header line 'channels': found 65, expected 1 to 64")
    let long = Template(id: 0, instructions: Array(repeating: Instruction(.SYNC), count: (1 << 20) + 1))
    let tooLong = #expect(throws: TraceWriterError.self) {
      try write(
        [Block(template: long, rowOffset: 0, label: BlockLabel(position: 0, layer: -1, kind: .other))],
        header: header)
    }
    #expect(
      tooLong?.description == "block '0 - other 0': found 1048577 instructions, expected at most 1048576")
  }
}
