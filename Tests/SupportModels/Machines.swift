import PIMConfiguration
package import PIMHardware

/// The project's presets of machines.
package enum Machines {
  /// The project's folder, found from this file.
  package static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  /// A preset with values set.
  package static func load(_ name: String, _ overrides: [String] = []) throws -> System {
    let resolver = Resolver(
      library: PresetLibrary(roots: [root + "/configs"]), references: [:], rivalKey: System.rivalTiming)
    let document = try resolver.resolve(
      name, kind: .systems, overrides: try overrides.map { try Override(parsing: $0) })
    return try System(document.value())
  }
}
