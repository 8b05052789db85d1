import PIMConfiguration
import PIMTestFiles
import Testing

@testable import PIMTokenizers

/// A text with its tokens and the text that they decode to.
struct Case {
  var text: String
  var ids: [Int]
  var decoded: String
}

enum Fixture {
  static let styles = ["gpt2-style", "llama2-style", "llama3-style"]

  static func folder(_ style: String) -> String { "\(FilePath.folder(of: #filePath))/Fixtures/\(style)" }

  /// The tokenizer.json of a style.
  static func text(_ style: String) throws -> String {
    String(decoding: try FilePath.read(folder(style) + "/tokenizer.json", atMost: 1 << 20), as: UTF8.self)
  }

  /// The expected encodings of a style.
  static func cases(_ style: String) throws -> [Case] {
    let root = try Document.load(path: folder(style) + "/expected.json")
    return try #require(root["cases"]?.sequence).map { node in
      Case(
        text: try #require(node["text"]?.scalar?.text),
        ids: try #require(node["ids"]?.sequence).map { try #require(($0.scalar?.text).flatMap { Int($0) }) },
        decoded: try #require(node["decoded"]?.scalar?.text))
    }
  }

  /// A tokenizer whose vocabulary is single characters and the texts of `tokens`, numbered in this order.
  ///
  /// - Parameters:
  ///   - rest: other members of the file, each with a comma behind it.
  ///   - options: other members of the model, each with a comma behind it.
  static func tokenizer(
    _ characters: String, _ tokens: [String] = [], merges: String = "", options: String = "",
    rest: String = ""
  ) throws -> Tokenizer {
    let all = characters.unicodeScalars.map { String($0) } + tokens
    let vocabulary = all.enumerated().map { "\(quoted($1)): \($0)" }.joined(separator: ", ")
    return try Tokenizer(
      text:
        "{\(rest)\"model\": {\(options)\"type\": \"BPE\", \"vocab\": {\(vocabulary)}, \"merges\": [\(merges)]}}",
      file: "tokenizer.json")
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
  }

  /// The tokens of a text as the vocabulary writes them.
  static func texts(_ tokenizer: Tokenizer, _ text: String) -> [String] {
    tokenizer.encode(text, addsSpecialTokens: false).map { tokenizer.text(of: $0) ?? "?" }
  }
}

/// The message of the error that a body throws.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch { return "\(error)" }
}

/// A generator of random numbers from a seed (SplitMix64).
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
