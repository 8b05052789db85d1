import PIMConfiguration
import PIMHardware

enum Machines {
  /// The project's folder, found from this file.
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  static func load(_ name: String, _ overrides: [String] = []) throws -> System {
    let resolver = Resolver(
      library: PresetLibrary(roots: [root + "/configs"]), references: [:], rivalKey: System.rivalTiming)
    let document = try resolver.resolve(
      name, kind: .systems, overrides: try overrides.map { try Override(parsing: $0) })
    return try System(document.value())
  }
}
