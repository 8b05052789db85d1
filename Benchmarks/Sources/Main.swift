import ArgumentParser
import Glibc
import PIMGPT

@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pimgpt-bench", abstract: "Measure how fast pimgpt is.",
    discussion: "Prints a table and, with --output, writes every value as JSON.")

  @Option(help: "How often what is short is measured.")
  var runs = 5

  @Option(help: ArgumentHelp("Measure only these groups, with commas between them.", valueName: "names"))
  var only: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write JSON: a file, or a folder where it is named by the time.", valueName: "path"))
  var output: String?

  @Option(help: ArgumentHelp("The program whose commands are measured.", valueName: "path"))
  var program = ".build/release/pimgpt"

  func validate() throws {
    if runs < 1 { throw ValidationError("--runs \(runs): expected 1 or more") }
    for name in groups where !Benchmarks.groups.contains(where: { $0.name == name }) {
      let names = Benchmarks.groups.map(\.name).joined(separator: ", ")
      throw ValidationError("--only \(name): expected one of \(names)")
    }
  }

  private var groups: [String] {
    only.map { $0.split(separator: ",").map(String.init) }
      ?? Benchmarks.groups.map(\.name).filter { !Benchmarks.onDemand.contains($0) }
  }

  func run() throws {
    let output = try self.output.map { path in try OutputFile(path: Self.file(path)) }
    let load = Self.load()
    show("\(Tool.name) \(Tool.version); load of the machine before: \(load ?? "unknown")\n")
    show(Series.head)
    let results = Results()
    let benchmarks = Benchmarks(runs: runs, program: Child(executable: program)) { series in
      show(series.line)
      results.all.append(series)
    }
    for group in Benchmarks.groups where groups.contains(group.name) {
      show("\(group.name)")
      try group.run(benchmarks)
    }
    if let output {
      var json = JSONWriter()
      try json.object { json in
        json.member("version", Tool.version)
        json.member("loadBefore", load ?? "")
        json.key("series")
        try json.array { json in for series in results.all { try series.write(to: &json) } }
      }
      try output.write(json.finish())
      try output.commit()
    }
  }

  /// Prints a line at once.
  private func show(_ line: String) {
    print(line)
    fflush(nil)
  }

  /// A name by the time of day (UTC) for a folder.
  private static func file(_ path: String) -> String {
    guard path.hasSuffix("/") else { return path }
    mkdir(String(path.dropLast()), 0o777)
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 32)
    strftime(&text, text.count, "%Y%m%d-%H%M%S", &parts)
    return path + String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      + ".json"
  }

  /// Programs that want a processor, of the last 1, 5 and 15 minutes.
  private static func load() -> String? {
    var loads = [0.0, 0, 0]
    guard getloadavg(&loads, 3) == 3 else { return nil }
    return loads.map(Series.text).joined(separator: " ")
  }
}

private final class Results { var all: [Series] = [] }
