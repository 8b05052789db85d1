import ArgumentParser
import PIMGPT

/// The formats that a command prints in; `text` is for a terminal, `json` for programs.
protocol PrintFormat: ExpressibleByArgument, CaseIterable, Equatable, RawRepresentable<String> {
  /// The format where none is asked for.
  static var text: Self { get }
}

/// The formats that the extension of a file's name asks for.
enum FileExtension {
  private static let formats = [
    (".html", "html"), (".htm", "html"), (".md", "markdown"), (".csv", "csv"), (".json", "json"),
  ]

  /// The name of the format; nil for other extensions.
  static func format(of path: String) -> String? {
    let name = path.lowercased()
    return formats.first { name.hasSuffix($0.0) }?.1
  }
}

/// The formats of most commands.
enum TextOrJSON: String, PrintFormat { case text, json }

/// The options of every command that prints: output file, format and amount.
struct PrintOptions<Format: PrintFormat>: ParsableArguments {
  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp(
      "Write to a file in place of standard output; - is standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    name: .customLong("format"),
    help: "What to print; without it, what the extension of the output says, or else text.")
  var chosenFormat: Format?

  @OptionGroup var verbosity: VerbosityOptions

  var format: Format {
    chosenFormat ?? output.flatMap(FileExtension.format).flatMap { Format(rawValue: $0) } ?? .text
  }

  func validate() throws {
    if chosenFormat == nil, let output, let name = FileExtension.format(of: output), Format(rawValue: name) == nil {
      let known = Format.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
      throw ValidationError("--output \(output): this is not printed as \(name); expected another name, or --format with one of \(known)")
    }
  }

  var isVerbose: Bool { verbosity.verbose }
  var isQuiet: Bool { verbosity.quiet }

  /// Opens the output before the work that makes what is printed.
  ///
  /// - Throws: a file that cannot be written.
  func open() throws -> Printout {
    guard let output else { return Printout(file: nil, isShown: !isQuiet) }
    return Printout(file: try OutputFile(path: output), isShown: true)
  }
}

/// The destination of printed output: standard output, or a file that appears as a whole.
struct Printout {
  /// nil for standard output.
  private let file: OutputFile?
  private let isShown: Bool

  /// Prints nothing.
  static var nothing: Printout { Printout(file: nil, isShown: false) }

  init(file: OutputFile?, isShown: Bool) { (self.file, self.isShown) = (file, isShown) }

  /// Writes everything there is, and puts the file in its place.
  func print(_ bytes: [UInt8]) throws {
    if let file {
      try file.write(bytes)
      try file.commit()
    } else if isShown {
      try Standard.print(bytes)
    }
  }

  /// Writes a text; verdicts are coloured on a terminal.
  func print(_ text: String) throws {
    if file == nil, isShown { try Standard.print(Colour.verdicts(text)) } else { try print(Array(text.utf8)) }
  }
}
