import PIMConfiguration
import PIMHardware

/// Systems as users write and change them.
enum Documents {
  /// The project's folder, found from this file.
  private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  private static func resolver(_ references: [String: PresetKind] = [:]) -> Resolver {
    Resolver(
      library: PresetLibrary(roots: [root + "/configs"]), references: references, rivalKey: System.rivalTiming
    )
  }

  /// The system of a document called `a.yaml` that extends the preset, with overrides as `--set` gives them.
  static func system(_ text: String = "", _ overrides: [String] = []) throws -> System {
    let document = try Document.parse(text: "extends: pim-gpt\n" + text, name: "a.yaml")
    let resolved = try resolver().resolve(
      document: document, kind: .systems, overrides: try overrides.map { try Override(parsing: $0) })
    return try System(resolved.value())
  }

  /// The resolved document of a preset.
  static func document(_ name: String) throws -> Node {
    try resolver().resolve(name, kind: .systems)
  }

  /// The system of an experiment, with overrides such as `system.timing.tRP=20ns`.
  static func experimentSystem(_ overrides: [String]) throws -> System {
    let resolved = try resolver(["model": .models, "system": .systems, "mapping": .mappings]).resolve(
      "gpt2-small", overrides: try overrides.map { try Override(parsing: $0) })
    var section = try resolved.mapping()
    return try System(section.value("system", expected: "a system"))
  }

  /// The preset without one of its top-level keys, as a document called `b.yaml`.
  static func systemWithout(_ key: String) throws -> System {
    let resolved = try resolver().resolve("pim-gpt", kind: .systems)
    let entries = resolved.mapping!.entries.filter { $0.key.name != key }
    let mark = try Document.parse(text: "a: b", name: "b.yaml").mark
    return try System(Node(.mapping(Node.Mapping(entries)), mark: mark).value())
  }

  /// The message of the error that `body` throws, with the project's folder left out: what the user would
  /// read.
  static func message<T>(_ body: () throws -> T) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      var text = "\(error)"
      while let range = text.firstRange(of: root + "/") { text.removeSubrange(range) }
      return text
    }
  }

  /// The message for a document that extends the preset in its first line.
  static func failure(_ text: String) -> String { message { try system(text) } }

  static func failure(set overrides: String...) -> String { message { try system("", overrides) } }

  static func failure(_ text: String, set override: String) -> String {
    message { try system(text, [override]) }
  }
}

extension System {
  /// The cycles of a timing by its `n…` name.
  func cycles(_ name: String) -> Int? { timings.first { $0.name == name }?.cycles }

  /// The delay of the one rule that holds `following` back after `preceding` in a scope.
  func delay(_ scope: TimingRule.Scope, _ preceding: Command, _ following: Command) -> Int? {
    let found = rules.filter {
      $0.scope == scope && $0.preceding.contains(preceding) && $0.following.contains(following)
    }
    return found.count == 1 ? found[0].delay : nil
  }
}
