import PIMGPT
import PIMTestSupport
import Testing

@Suite struct MapReportTests {
  @Test func table() throws {
    try Fixtures.expect(Fixtures.experiment().map().text, equalsSnapshot: "map.txt")
  }

  @Test func placesAndElementsAreInverse() throws {
    let map = try Fixtures.experiment("lmHead=true", "system.organisation.rows=4096").map()
    for element in [
      "h.1.attn.c_attn.weight[12,145]", "h.0.attn.key[3,63]", "h.1.attn.value[2,7]", "h.0.ln_1.bias[5]",
      "wte.weight[99,63]",
    ] {
      let words = try map.location(of: element).split(separator: "\n")[0].split(separator: " ").map(
        String.init)
      // channel 0 bank 5 row 219 column 1 lane 1
      let contents = try map.contents(at: [1, 3, 5, 7].map { words[$0] }.joined(separator: ","))
      let lane = contents.split(separator: "\n").dropFirst()[Int(words[9])! + 1]
      #expect(lane.contains(" \(element) "), "\(lane)")
    }
  }

  @Test func emptyPlaces() throws {
    let text = try Fixtures.experiment().map().contents(at: "1,3,255,63")
    #expect(text.contains("  lane  15  unallocated\n"))
  }

  @Test(arguments: [
    ("9,0,0,0", "--at 9,0,0,0: no channel 9; expected a channel from 0 to 1"),
    ("0,4,0,0", "--at 0,4,0,0: no bank 4; expected a bank from 0 to 3"),
    ("0,0,256,0", "--at 0,0,256,0: no row 256; expected a row from 0 to 255"),
    ("0,0,0,64", "--at 0,0,0,64: no column 64; expected a column from 0 to 63"),
    ("0,0,0", "--at 0,0,0: malformed place; expected channel,bank,row,column such as 0,3,120,7"),
    ("0,0,0,-1", "--at 0,0,0,-1: malformed place; expected channel,bank,row,column such as 0,3,120,7"),
    ("", "--at : malformed place; expected channel,bank,row,column such as 0,3,120,7"),
  ])
  func refusesPlaces(place: String, expected: String) throws {
    let map = try Fixtures.experiment().map()
    #expect(message { _ = try map.contents(at: place) } == expected)
  }

  @Test(arguments: [
    ("h.2.attn.key[0,0]", "--of h.2.attn.key[0,0]: no layer 2; expected layers 0 to 1"),
    (
      "h.1.attn.key[4,0]",
      "--of h.1.attn.key[4,0]: no element 4 in a tensor of 4 x 64; expected an index from 0 to 3"
    ),
    (
      "h.1.attn.key[4]",
      "--of h.1.attn.key[4]: malformed indices; expected h.1.attn.key[i,j] with whole numbers"
    ),
    (
      "h.1.ln_1.bias[1,2]",
      "--of h.1.ln_1.bias[1,2]: malformed indices; expected h.1.ln_1.bias[i] with whole numbers"
    ),
    (
      "h.1.attn.key[a,b]",
      "--of h.1.attn.key[a,b]: malformed indices; expected h.1.attn.key[i,j] with whole numbers"
    ),
    (
      "h.1.attn.key",
      "--of h.1.attn.key: malformed element; expected a tensor and its indices such as h.0.attn.c_attn.weight[12,845]"
    ),
  ])
  func refusesElements(element: String, expected: String) throws {
    let map = try Fixtures.experiment().map()
    #expect(message { _ = try map.location(of: element) } == expected)
  }

  @Test(arguments: [
    ("h.1.attn.kye[0,0]", "h.1.attn.key"), ("attn.key[0,0]", "h.0.attn.key"),
    ("h.7.mlp.c_fv.weight[0,0]", "h.1.mlp.c_fc.weight"),
  ])
  func suggestsTensors(element: String, suggestion: String) throws {
    let map = try Fixtures.experiment().map()
    #expect(message { _ = try map.location(of: element) }.hasSuffix("; did you mean \"\(suggestion)\"?"))
  }
}
