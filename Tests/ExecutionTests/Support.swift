import PIMConfiguration
import PIMHardware
import PIMMapping
import PIMWorkload

/// The project's folder and its presets.
enum Project {
  static let folder = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
  static let configs = folder + "/configs"
  static let kjv = configs + "/models/kjv"
  static let kjvLlama = configs + "/models/kjv-llama"

  static func system(_ name: String = "pim-gpt") throws -> System {
    let resolver = Resolver(
      library: PresetLibrary(roots: [configs]), references: [:], rivalKey: System.rivalTiming)
    return try System(resolver.resolve(name, kind: .systems).value())
  }

  static func model(_ name: String) throws -> ModelDescription {
    let resolver = Resolver(library: PresetLibrary(roots: [configs]), references: [:])
    return try ModelDescription(decoding: resolver.resolve(name, kind: .models).mapping())
  }

  static func policy(_ name: String) throws -> MappingPolicy {
    let resolver = Resolver(library: PresetLibrary(roots: [configs]), references: [:])
    return try MappingPolicy(decoding: resolver.resolve(name, kind: .mappings).mapping())
  }

  /// What PyTorch computed.
  static func reference() throws -> SafeTensors { try SafeTensors(path: kjv + "/reference.safetensors") }
}

/// Whether the tests were built without optimisation, where whole models are too slow.
#if DEBUG
  let isDebug = true
#else
  let isDebug = false
#endif

extension ModelDescription {
  /// The same model with fewer layers and words.
  func cut(layers: Int, vocabulary: Int? = nil) throws -> ModelDescription {
    try ModelDescription(
      name: name, layers: min(layers, self.layers), width: width, heads: heads, keyValueHeads: keyValueHeads,
      headWidth: headWidth, ffnWidth: ffnWidth, vocabulary: vocabulary ?? self.vocabulary,
      contextLimit: contextLimit, features: features)
  }
}
