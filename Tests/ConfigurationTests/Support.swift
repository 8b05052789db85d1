import PIMConfiguration
import PIMTestFiles

/// The message of the error that `body` throws; what the user would read.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}

/// A document called `a.yaml`.
func document(_ text: String) throws -> Node { try Document.parse(text: text, name: "a.yaml") }

extension String {
  /// The text with the folder's own path taken out.
  func hiding(_ folder: TemporaryFolder) -> String {
    var result = ""
    var rest = self[...]
    while let range = rest.firstRange(of: folder.path + "/") {
      result += rest[..<range.lowerBound]
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
