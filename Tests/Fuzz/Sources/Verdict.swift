import Glibc
import PIMConfiguration

/// What is wrong with a run, whatever it was given.
enum Verdict {
  /// What only a program that fell over says, and names of its sources.
  private static let traces = [
    "Fatal error", "Stack dump", "Current stack trace", "Precondition failed", ".swift:", "Assertion",
    "libc++",
    "terminate called", "Segmentation", "Program crashed",
  ]

  /// Memory that no small input has a use for.
  static let mostBytes = 2 << 30

  /// - Returns: what is wrong; empty if nothing.
  static func faults(of outcome: Child.Outcome, _ one: Case, folder: String) -> [String] {
    var faults: [String] = []
    if outcome.wasStopped {
      faults.append("no end after \(Int(outcome.seconds)) s")
    } else if outcome.signal != 0 {
      faults.append("ended by signal \(outcome.signal)")
    } else if let status = outcome.status, status > 2 {
      faults.append("exit status \(status)")
    }
    let errors = String(decoding: outcome.errors, as: UTF8.self)
    for trace in traces where errors.contains(trace) { faults.append("message with \"\(trace)\"") }
    if outcome.status == 2, outcome.errors.isEmpty, outcome.output.isEmpty {
      faults.append("refused without a message")
    }
    let allowed = Array("\n\t".utf8)
    if outcome.errors.contains(where: { $0 < 0x20 && !allowed.contains($0) || $0 == 0x7F }) {
      faults.append("control characters in a message")
    }
    if outcome.peakBytes > mostBytes { faults.append("\(outcome.peakBytes >> 20) MiB of memory") }
    let inputs = Dictionary(one.files.map { ($0.name, $0.bytes) }) { first, _ in first }
    for name in FilePath.names(in: folder) {
      if name.hasSuffix(".partial") { faults.append("left \(name)") }
      if let bytes = inputs[name] {
        if !one.keepsProgress, (try? FilePath.read(folder + "/" + name, atMost: 1 << 30)) != bytes {
          faults.append("changed its input \(name)")
        }
      } else if one.outputs.contains(name) {
        if outcome.status == 2 { faults.append("refused, and wrote \(name)") }
      } else if !one.keepsProgress {
        faults.append("wrote \(name)")
      }
    }
    return faults
  }
}
