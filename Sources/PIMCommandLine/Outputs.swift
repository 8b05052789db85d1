public import ArgumentParser
public import PIMGPT

extension Engine: ExpressibleByArgument {}

/// The output files of a command, each with the option that names it.
enum Outputs {
  /// - Throws: `ValidationError` if two options name the same file.
  static func check(_ outputs: [(option: String, path: String?)]) throws {
    for (index, (option, path)) in outputs.enumerated() {
      for (other, earlier) in outputs[..<index] {
        if let path, let earlier, OutputFile.isOneFile(path, earlier) {
          throw ValidationError("\(other) and \(option) name the same file, \(path)")
        }
      }
    }
  }
}
