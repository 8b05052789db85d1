import ArgumentParser
import Glibc
import PIMConfiguration

@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pimgpt-fuzz", abstract: "Run pimgpt on inputs that nobody would write.",
    discussion: """
      Every run must end within the limit, with status 0, 1 or 2, without a signal, a trace or a partial file. Case N of a seed is
      always the same. Cases that fail are kept with the command that repeats them. Ends with status 1 if any did.
      """)

  @Option(help: "Begin no case after so many seconds.")
  var seconds = 600

  @Option(help: "Run so many cases, however long it takes.")
  var runs: Int?

  @Option(help: "Cases come from this number.")
  var seed: UInt64 = 1

  @Option(help: "Run this case only, and print what it says.")
  var only: Int?

  @Option(help: "Cases at a time.")
  var jobs = 2

  @Option(help: "How long one run may take, in seconds.")
  var limit = 10.0

  @Option(help: ArgumentHelp("The program; by default pimgpt beside this one.", valueName: "file"))
  var program: String?

  @Option(help: ArgumentHelp("Where to keep what failed.", valueName: "folder"))
  var findings = ".build-fuzz"

  /// The project's folder, found from this file.
  private static let root = #filePath.split(separator: "/").dropLast(4).reduce("") { $0 + "/" + $1 }

  private static let beside: String = {
    let own = realpath("/proc/self/exe", nil).map { String(cString: $0) } ?? ""
    return own[..<(own.lastIndex(of: "/") ?? own.startIndex)] + "/pimgpt"
  }()

  /// Address space of one run: far more than small inputs need, and less than a machine has.
  private static let addressSpace: UInt = 8 << 30

  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }

  func validate() throws {
    if jobs < 1 { throw ValidationError("--jobs \(jobs): expected 1 or more") }
  }

  func run() throws {
    guard let program = realpath(program ?? Self.beside, nil).map({ String(cString: $0) }) else {
      throw ValidationError("--program: there is no \(program ?? Self.beside)")
    }
    var limits = rlimit(rlim_cur: Self.addressSpace, rlim_max: Self.addressSpace)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limits)
    limits = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limits)
    limits = rlimit(rlim_cur: 1 << 28, rlim_max: 1 << 28)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits)

    var session = Session(
      maker: CaseMaker(corpus: try Corpus(root: Self.root), seed: seed), program: program, root: Self.root,
      findings: Self.absolute(findings), limit: limit, shows: only != nil)
    if let only {
      try session.run(only..<only + 1, jobs: 1, until: .infinity)
    } else {
      try session.run(
        0..<(runs ?? .max), jobs: jobs, until: runs == nil ? Clock.seconds + Double(seconds) : .infinity)
    }
    Log.write(
      session.tally.description
        + "\(session.tally.runs) runs of seed \(seed), \(session.tally.findings) findings")
    if session.tally.findings > 0 { throw ExitCode(1) }
  }
}
