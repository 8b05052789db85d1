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

/// A folder of files that goes away with its owner.
final class TemporaryFolder {
  let path: String

  init(_ files: [String: String]) throws {
    var template = Array("/tmp/pimgpt-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError(operation: "make", path: "/tmp", code: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    for (name, text) in files {
      var folder = path
      for part in name.split(separator: "/").dropLast() {
        folder += "/" + part
        mkdir(folder, 0o777)
      }
      try OutputFile.write(text, to: path + "/" + name)
    }
  }

  deinit { Self.remove(path) }

  /// The names in a folder inside, sorted.
  func names(_ folder: String = "") -> [String] { Self.names(path + "/" + folder) }

  private static func names(_ path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// A link is removed, not what it leads to.
  private static func remove(_ path: String) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      for name in names(path) { remove(path + "/" + name) }
    }
    Glibc.remove(path)
  }
}

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
