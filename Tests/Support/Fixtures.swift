internal import Glibc
package import PIMConfiguration
package import PIMExperiments
package import Testing

/// A small experiment, the project's presets, and stored texts.
package enum Fixtures {
  /// This folder: `Tests/Support`.
  package static let folder = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
  /// The project's folder.
  package static let root = folder.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
  package static let configs = root + "/configs"
  package static let library = PresetLibrary(roots: [configs])

  /// A model of two layers on two channels, four tokens; `overrides` as from `--set`.
  package static func experiment(_ overrides: String...) throws -> Experiment {
    try Experiment(folder + "/Fixtures/small.yaml", overrides: overrides, library: library)
  }

  package static func system(_ overrides: [String] = []) throws -> SystemDocument {
    try SystemDocument(folder + "/Fixtures/small-system.yaml", overrides: overrides, library: library)
  }

  package static func read(_ path: String) -> String? {
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

  /// Compares text with a file in the folder `Snapshots` beside the test; with PIMGPT_UPDATE_SNAPSHOTS in the
  /// environment the file is written instead.
  package static func expect(
    _ text: String, equalsSnapshot name: String, test: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let path = "\(FilePath.folder(of: test))/Snapshots/\(name)"
    if getenv("PIMGPT_UPDATE_SNAPSHOTS") != nil { try OutputFile.write(text, to: path) }
    let stored = read(path)
    #expect(text == stored, "run with PIMGPT_UPDATE_SNAPSHOTS=1 to accept", sourceLocation: sourceLocation)
  }

  /// A baseline that was measured with the model of `experiment`: 10, 20, 30 and 40 µs for its four tokens.
  package static let measuredBaseline =
    "{name: b, description: d, method: measured, processor: p, threads: 1, repeats: 3, element: fp32, model: {name: tiny, layers: 2, width: 64, heads: 2, vocabulary: 100, contextLimit: 32}, embedding: false, lmHead: false, points: [{position: 0, time: 10 us}, {position: 3, time: 40 us}]}"
}
