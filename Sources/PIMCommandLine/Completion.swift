import ArgumentParser
import PIMGPT

extension CompletionKind {
  /// Names of presets of these kinds, and files.
  static func presets(_ kinds: PresetKind...) -> CompletionKind {
    .custom { _, _, prefix in PresetCompletion.candidates(kinds, prefix: prefix) }
  }

  /// Names of presets of every kind, and files.
  static var documents: CompletionKind {
    .custom { _, _, prefix in PresetCompletion.candidates(PresetKind.allCases, prefix: prefix) }
  }

  /// `--set` completes to nothing: a path of keys and a value.
  static var nothing: CompletionKind { .custom { _, _, _ in [] } }
}

/// Candidates for an argument that is a preset or a path.
enum PresetCompletion {
  /// Presets, and YAML and JSON files and folders, that begin with what is typed.
  static func candidates(_ kinds: [PresetKind], prefix: String) -> [String] {
    let library = PresetLibrary.standard()
    var names: [String] = []
    if !prefix.contains("/") {
      for name in kinds.flatMap({ library.names(kind: $0) }) where !names.contains(name) {
        names.append(name)
      }
    }
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    for name in FilePath.names(in: folder.isEmpty ? "." : folder) where !name.hasPrefix(".") {
      if FilePath.isFolder(folder + name) {
        names.append(folder + name + "/")
      } else if [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
        names.append(folder + name)
      }
    }
    return names.filter { $0.hasPrefix(prefix) }
  }
}
