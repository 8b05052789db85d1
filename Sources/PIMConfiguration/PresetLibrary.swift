import Glibc

/// The folders that hold presets: the system `pim-gpt` is `configs/systems/pim-gpt.yaml`.
public struct PresetLibrary: Sendable {
  /// The folders to search, each with one folder per kind; the first match is taken.
  private let roots: [String]
  /// True if `configs` beside or above the referring file is searched first.
  private let looksAboveReference: Bool

  /// Creates a library of these folders only.
  public init(roots: [String]) {
    self.roots = roots
    looksAboveReference = false
  }

  private init(standardRoots: [String]) {
    roots = standardRoots
    looksAboveReference = true
  }

  /// The library of the program. It searches, in this order: `configs` beside or above the referring file,
  /// `./configs`, the folder in the environment variable `PIMGPT_CONFIGS`, `configs` beside or above the
  /// executable, `../share/pimgpt/configs` from the executable's folder (`make install`), and `configs` of
  /// the sources that the package was built from. The last one gives presets to a package that depends on
  /// this one.
  public static func standard() -> PresetLibrary {
    var roots = ["configs"]
    if let variable = getenv("PIMGPT_CONFIGS"), let path = String(validatingCString: variable), !path.isEmpty
    {
      roots.append(path)
    }
    if let executable = FilePath.resolved("/proc/self/exe") {
      let folder = FilePath.folder(of: executable)
      roots += above(folder)
      roots.append(FilePath.joining(folder, "../share/pimgpt/configs"))
    }
    roots.append(FilePath.joining(sources, "../configs"))
    return PresetLibrary(standardRoots: roots)
  }

  /// The folder `Sources` at the time of the build.
  private static var sources: String { FilePath.folder(of: FilePath.folder(of: #filePath)) }

  /// The path of a preset.
  ///
  /// - Parameter reference: the scalar that names it.
  /// - Throws: an error at the reference, with the folders that were searched and the presets that exist.
  func locate(
    _ name: String, kind: PresetKind, reference: Mark?, path: ConfigurationPath
  ) throws(ConfigurationError) -> String {
    let folders = folders(for: reference?.file)
    for folder in folders {
      let file = "\(folder)/\(kind.rawValue)/\(name).yaml"
      if FilePath.isFile(file) { return file }
    }
    let names = names(kind: kind, near: reference?.file)
    let looked =
      folders.isEmpty
      ? "no folder \"configs\"" : folders.map { "\($0)/\(kind.rawValue)" }.joined(separator: ", ")
    throw ConfigurationError(
      mark: reference, path: path, what: "no preset \"\(Node.shortened(name))\" (looked in \(looked))",
      expected: names.isEmpty ? "a preset or a path" : "a path or one of \(names.joined(separator: ", "))",
      suggestion: NearMiss.suggestion(for: name, among: names))
  }

  /// The path of a document that the command line names: that of a preset, or the path itself. A name without
  /// a slash or an extension of documents is a path only if no preset has the name and the file exists.
  ///
  /// - Throws: an error with the folders that were searched and the presets that exist.
  public func path(of name: String, kind: PresetKind) throws(ConfigurationError) -> String {
    if Resolver.isPath(name) || FilePath.isFile(name) && !names(kind: kind).contains(name) { return name }
    return try locate(name, kind: kind, reference: nil, path: ConfigurationPath())
  }

  /// The names of the presets of a kind, in the order of their bytes.
  ///
  /// - Parameter file: the referring file; `configs` beside or above it is searched first.
  public func names(kind: PresetKind, near file: String? = nil) -> [String] {
    var names: [String] = []
    for folder in folders(for: file) {
      for name in FilePath.names(in: "\(folder)/\(kind.rawValue)") where name.hasSuffix(".yaml") {
        let preset = String(name.dropLast(5))
        if !names.contains(preset) { names.append(preset) }
      }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The folders that exist, each once.
  private func folders(for file: String?) -> [String] {
    var candidates = roots
    if looksAboveReference, let file,
      let folder = FilePath.resolved(FilePath.joining(".", FilePath.folder(of: file)))
    {
      candidates = Self.above(folder) + candidates
    }
    var result: [String] = []
    var seen: [String] = []
    for candidate in candidates {
      guard FilePath.isFolder(candidate), let real = FilePath.resolved(candidate), !seen.contains(real) else {
        continue
      }
      seen.append(real)
      result.append(candidate)
    }
    return result
  }

  /// `configs` in an absolute folder and in each folder above it. Those in the working folder get relative
  /// names.
  private static func above(_ folder: String) -> [String] {
    let working = FilePath.resolved(".").map { $0 == "/" ? "/" : $0 + "/" }
    var result: [String] = []
    var folder = folder
    while true {
      let candidate = FilePath.joining(folder, "configs")
      if let working, candidate.hasPrefix(working) {
        result.append(String(candidate.dropFirst(working.count)))
      } else {
        result.append(candidate)
      }
      if folder == "/" || folder.isEmpty { return result }
      folder = FilePath.folder(of: folder)
    }
  }
}
