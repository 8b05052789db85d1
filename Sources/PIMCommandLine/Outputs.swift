public import ArgumentParser
public import PIMGPT

extension Engine: ExpressibleByArgument {}

/// The files that a command writes, each with the option that names it.
enum Outputs {
  /// - Throws: two options that name one file.
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
