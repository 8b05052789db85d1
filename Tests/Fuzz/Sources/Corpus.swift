import PIMConfiguration

/// The inputs that fuzzing begins with: those of `Tests/Fuzz/corpus`, and the project's own configurations
/// and traces.
struct Corpus {
  private(set) var seeds: [String: Seeds] = [:]
  /// Cases that the program once failed, each a folder with its files and `arguments`, one a line.
  private(set) var found: [Case] = []

  static let kinds = ["document", "experiment", "study", "checkpoint", "trace", "aim", "commands", "report"]

  /// - Parameter root: the project's folder.
  init(root: String) throws {
    let corpus = root + "/Tests/Fuzz/corpus"
    for kind in Self.kinds { seeds[kind] = Seeds(kind: kind, files: try Self.files(in: corpus + "/" + kind)) }
    let configs = ["systems", "models", "mappings", "baselines", "experiments", "suites", "sweeps", "paper"]
    let documents = try configs.flatMap { try Self.files(in: "\(root)/configs/\($0)") }
    add(documents, to: "document")
    // The claims name sweeps relative to their own folder.
    let claims = documents.filter { $0.name == "claims.yaml" }.map { name, bytes in
      let parts = String(decoding: bytes, as: UTF8.self).split(separator: "../sweeps/")
      return (name: name, bytes: Array(parts.joined(separator: "\(root)/configs/sweeps/").utf8))
    }
    add(claims, to: "study")
    add(try Self.files(in: root + "/traces"), to: "trace")
    let aim = try Self.files(in: root + "/traces/aim").filter { $0.name.hasSuffix(".trace") }
    add(aim, to: "aim")
    for name in FilePath.names(in: corpus + "/found") {
      found.append(try Self.foundCase(corpus + "/found/" + name, name))
    }
    for kind in Self.kinds where seeds[kind]!.files.isEmpty {
      throw ConfigurationError(mark: nil, what: "no inputs of the kind \(kind)", found: corpus)
    }
  }

  private mutating func add(_ files: [(name: String, bytes: [UInt8])], to kind: String) {
    seeds[kind] = Seeds(kind: kind, files: seeds[kind]!.files + files)
  }

  /// Files of a folder, not of those below, by name.
  private static func files(in folder: String) throws -> [(name: String, bytes: [UInt8])] {
    var files: [(name: String, bytes: [UInt8])] = []
    for name in FilePath.names(in: folder) where FilePath.isFile(folder + "/" + name) && name != "README.md" {
      files.append((name, try FilePath.read(folder + "/" + name, atMost: 1 << 20)))
    }
    return files
  }

  private static func foundCase(_ folder: String, _ name: String) throws -> Case {
    var files = try files(in: folder)
    guard let index = files.firstIndex(where: { $0.name == "arguments" }) else {
      throw ConfigurationError(mark: nil, what: "no file arguments", found: folder)
    }
    let text = String(decoding: files.remove(at: index).bytes, as: UTF8.self)
    let arguments = text.split(separator: "\n").map(String.init)
    return Case(
      kind: "found", files: files, arguments: arguments, outputs: arguments.filter { $0.hasPrefix("out") },
      keepsProgress: ["sweep", "paper", "regress"].contains(arguments.first ?? ""))
  }
}
