import Glibc
import PIMChecking
import PIMConfiguration
import PIMEnergy
import PIMExperiments
import PIMHardware
import PIMInstructions
import PIMReports
import PIMWorkload

/// libFuzzer's own loop, which its library exports for programs that have a `main`, as those of Swift's
/// package manager do.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Runs the parser that FUZZ_PARSER names on inputs that libFuzzer makes. Whatever it throws is an answer;
/// what it does not survive is a finding.
@main
enum Main {
  static func main() {
    var count = CommandLine.argc
    var words = CommandLine.unsafeArgv
    exit(
      runDriver(&count, &words) { start, count in
        let bytes = Array(UnsafeBufferPointer(start: start, count: count))
        do { try Parsers.chosen(bytes) } catch {
          // Its text is part of what is tried.
          precondition(!"\(error)".isEmpty)
        }
        return 0
      })
  }
}

enum Parsers {
  typealias Parser = @Sendable ([UInt8]) throws -> Void

  static let chosen: Parser = {
    let name = getenv("FUZZ_PARSER").map { String(cString: $0) } ?? ""
    guard let parser = all[name] else {
      fatalError("FUZZ_PARSER is \(name); expected one of \(all.keys.sorted().joined(separator: ", "))")
    }
    return parser
  }()

  private static let all: [String: Parser] = [
    "document": { try document(Document.parse(bytes: $0, name: "a.yaml")) },
    "quantity": quantity,
    "trace": { bytes in
      var reader = try TraceReader(bytes: bytes, name: "a.trace")
      while try reader.next() != nil {}
    },
    "aim": { bytes in
      guard let system = aim else { return }
      var reader = try AiMTraceReader(
        text: String(decoding: bytes, as: UTF8.self), name: "a.trace", system: system)
      while try reader.next() != nil {}
    },
    "commands": { bytes in
      var reader = try CommandReader(text: String(decoding: bytes, as: UTF8.self), file: "a.csv")
      while try reader.next() != nil {}
    },
    "checkpoint": checkpoint,
    "report": { _ = try ReportDocument(bytes: $0, name: "a.json") },
  ]

  /// GDDR6-AiM, with the folder of presets that PIMGPT_CONFIGS names.
  private static let aim = try? Experiment("gpt2-small", overrides: ["system=aim-gddr6", "mapping=aim"])
    .system

  /// A document of each kind; what it extends is not looked for.
  private static func document(_ node: Node) throws {
    _ = try? System(node.value())
    _ = try? Experiment(node)
    _ = try? ModelDescription(decoding: node.mapping())
    _ = canonicalText(of: node, style: .annotated)
  }

  private static func quantity(_ bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = try? Override(parsing: text)
    _ = try? PositionSelection(parsing: text)
    _ = try? Picoseconds(parsing: text)
    _ = try? ByteCount(parsing: text)
    _ = try? Fraction(parsing: text)
    var section = try Document.parse(bytes: Array("a: ".utf8) + bytes, name: "a.yaml").mapping()
    _ = try section.clockPeriod("a")
  }

  private static func checkpoint(_ bytes: [UInt8]) throws {
    let path = "/tmp/pimgpt-fuzz-\(getpid()).safetensors"
    defer { unlink(path) }
    // Not as results are written, which waits for the disk.
    guard let output = fopen(path, "wb") else { return }
    fwrite(bytes, 1, bytes.count, output)
    fclose(output)
    let file = try SafeTensors(path: path)
    for entry in file.entries { _ = try file.tensor(entry.name) }
  }
}
