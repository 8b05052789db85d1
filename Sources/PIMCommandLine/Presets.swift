public import ArgumentParser
public import PIMGPT

/// Lists presets by kind; hidden, for scripts and completions.
struct Presets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets", abstract: "List the presets of a kind.", shouldDisplay: false)

  @Argument(help: "The kind; all of them without.")
  var kinds: [PresetKind] = []

  func run() throws {
    let library = PresetLibrary.standard()
    for kind in kinds.isEmpty ? PresetKind.allCases : kinds {
      for name in library.names(kind: kind) {
        try Standard.print(kinds.count == 1 ? "\(name)\n" : "\(kind.rawValue) \(name)\n")
      }
    }
  }
}

extension PresetKind: ExpressibleByArgument {}
