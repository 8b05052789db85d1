import Glibc
import PIMConfiguration
import PIMTestFiles
import Testing

@Suite struct WritingTests {
  @Test func json() throws {
    var json = JSONWriter()
    try json.object { json throws(JSONWriter.Failure) in
      json.member("text", "a\"b\\c\n\t\u{1}é☺")
      json.member("largest", Int64.max)
      json.member("yes", true)
      json.memberNull("nothing")
      try json.array("numbers") { json throws(JSONWriter.Failure) in
        for number in [0.1, 1, -0.0, 1e-7, Double.leastNonzeroMagnitude, 1.7976931348623157e308] {
          try json.value(number)
        }
      }
      json.array("none") { _ in }
      json.object("empty") { _ in }
      json.array("rows") { json in
        json.object { $0.member("a", 1) }
        json.object { $0.member("a", 2) }
      }
    }
    #expect(
      String(decoding: json.finish(), as: UTF8.self) == """
        {
          "text": "a\\"b\\\\c\\n\\t\\u0001é☺",
          "largest": 9223372036854775807,
          "yes": true,
          "nothing": null,
          "numbers": [
            0.1,
            1.0,
            -0.0,
            1e-07,
            5e-324,
            1.7976931348623157e+308
          ],
          "none": [],
          "empty": {},
          "rows": [
            {
              "a": 1
            },
            {
              "a": 2
            }
          ]
        }

        """)
  }

  @Test(arguments: [(Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func numbersThatAreNone(number: Double, name: String) {
    #expect(
      message {
        var json = JSONWriter()
        try json.object { json throws(JSONWriter.Failure) in
          try json.array("energy") { json throws(JSONWriter.Failure) in
            try json.value(1.0)
            try json.object { json throws(JSONWriter.Failure) in try json.member("joules", number) }
          }
        }
      } == "energy[1].joules: \(name) is not a JSON number")
  }

  @Test func aPipeWithoutAWriterIsNotWaitedForForEver() throws {
    let folder = try TemporaryFolder([:])
    #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
    #expect(
      message { _ = try FilePath.read(folder.path + "/pipe", atMost: 10, patience: 0) }.hiding(folder)
        == "cannot read pipe: Connection timed out")
  }

  @Test func wholeFile() throws {
    let folder = try TemporaryFolder(["old.txt": "old"])
    try OutputFile.write("new", to: folder.path + "/old.txt")
    #expect(folder.names == ["old.txt"])
    #expect(try Document.load(path: folder.path + "/old.txt").scalar?.text == "new")
    #expect(
      message { try OutputFile.write("x", to: folder.path + "/old.txt/where.txt") }.hiding(folder)
        == "cannot write old.txt/where.txt: Not a directory")
    mkdir(folder.path + "/taken", 0o777)
    #expect(
      message { try OutputFile.write("x", to: folder.path + "/taken") }.hiding(folder)
        == "cannot write taken: Is a directory")
    #expect(folder.names == ["old.txt", "taken"])
    #expect(
      message { try OutputFile.write("x", to: "/dev/full/x") } == "cannot write /dev/full/x: Not a directory")
  }
}
