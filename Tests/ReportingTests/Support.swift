import Glibc
import PIMConfiguration
import PIMReporting
import Testing

/// The message of the error that `body` throws; what the user would read.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}

enum Fixtures {
  static let folder = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
  static let configs = folder.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 } + "/configs"
  static let library = PresetLibrary(roots: [configs])

  /// A model of two layers on two channels, four tokens; `overrides` as from `--set`.
  static func experiment(_ overrides: String...) throws -> Experiment {
    try Experiment(folder + "/Fixtures/small.yaml", overrides: overrides, library: library)
  }

  static func system(_ overrides: [String] = []) throws -> SystemDocument {
    try SystemDocument(folder + "/Fixtures/small-system.yaml", overrides: overrides, library: library)
  }

  static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }

  /// Compares text with a stored file; with PIMGPT_UPDATE_SNAPSHOTS in the environment the file is written instead.
  static func expect(
    _ text: String, equalsSnapshot name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let path = "\(folder)/Snapshots/\(name)"
    if getenv("PIMGPT_UPDATE_SNAPSHOTS") != nil { try OutputFile.write(text, to: path) }
    let stored = read(path)
    #expect(text == stored, "run with PIMGPT_UPDATE_SNAPSHOTS=1 to accept", sourceLocation: sourceLocation)
  }
}

/// A folder that goes away with its owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/pimgpt-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError(operation: "make", path: "/tmp", code: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  var names: [String] {
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

  deinit {
    for name in names { remove("\(path)/\(name)") }
    remove(path)
  }
}
