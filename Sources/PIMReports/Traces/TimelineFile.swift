public import PIMConfiguration

/// Writes a timeline in Chrome's trace-event format, which Perfetto reads: complete events (`ph: X`),
/// counters and names of tracks.
///
/// A process is a group of tracks, a thread is a track. Times in the file are decimal microseconds, exact to
/// the picosecond.
public final class TimelineFile {
  /// The size in bytes beyond which viewers become slow. `Experiment.simulate` rejects a window by its
  /// estimated size, so a file may be somewhat larger.
  public static let limit = 200 << 20

  /// The file; nil for a timeline that is only measured.
  private let file: OutputFile?
  private let limit: Int
  private var text: [UInt8] = []
  /// The number of bytes written so far.
  package private(set) var bytes = 0
  private var written = 0
  private var isFirst = true
  private var failure: (any Error)?
  /// True if every command is a slice; for the message of a file that is too large.
  var hasCommands = false
  /// True for the replay of a trace, which has no shorter window; for the same message.
  package var isOfTrace = false

  /// Opens a file, which appears at its path when it is complete.
  ///
  /// - Parameters:
  ///   - path: the file's path.
  ///   - limit: the largest number of bytes.
  /// - Throws: `FileError` for a file that cannot be written.
  public init(path: String, limit: Int = 2 * limit) throws(FileError) {
    file = try OutputFile(path: path)
    self.limit = limit
    begin()
  }

  /// A timeline that keeps nothing but its size.
  package init() {
    file = nil
    limit = .max
    begin()
  }

  private func begin() { text += Array("{\"displayTimeUnit\": \"ns\", \"traceEvents\": [".utf8) }

  /// Writes the name of a group of tracks.
  func process(_ process: Int, _ name: String) {
    add(#"{"ph":"M","pid":\#(process),"name":"process_name","args":{"name":\#(Self.quoted(name))}}"#)
    add(#"{"ph":"M","pid":\#(process),"name":"process_sort_index","args":{"sort_index":\#(process)}}"#)
  }

  /// Writes the name of a track.
  func track(_ process: Int, _ track: Int, _ name: String) {
    add(
      #"{"ph":"M","pid":\#(process),"tid":\#(track),"name":"thread_name","args":{"name":\#(Self.quoted(name))}}"#
    )
    add(
      #"{"ph":"M","pid":\#(process),"tid":\#(track),"name":"thread_sort_index","args":{"sort_index":\#(track)}}"#
    )
  }

  /// Writes a slice; times are in picoseconds.
  ///
  /// - Parameter arguments: names with integer values.
  func slice(
    _ process: Int, _ track: Int, _ name: String, from start: Int64, to end: Int64,
    _ arguments: KeyValuePairs<StaticString, Int64> = [:]
  ) {
    var event =
      #"{"ph":"X","pid":\#(process),"tid":\#(track),"name":\#(Self.quoted(name)),"ts":\#(Self.microseconds(start)),"dur":\#(Self.microseconds(end - start))"#
    if !arguments.isEmpty {
      event += #","args":{"# + arguments.map { #""\#($0)":\#($1)"# }.joined(separator: ",") + "}"
    }
    add(event + "}")
  }

  /// Writes the values of a counter from `time` on.
  func counter(_ process: Int, _ name: String, at time: Int64, _ values: KeyValuePairs<StaticString, Int64>) {
    add(
      #"{"ph":"C","pid":\#(process),"name":\#(Self.quoted(name)),"ts":\#(Self.microseconds(time)),"args":{"#
        + values.map { #""\#($0)":\#($1)"# }.joined(separator: ",") + "}}")
  }

  /// Completes the file and moves it to its path.
  ///
  /// - Throws: `TimelineTooLarge`, or the first error of writing; no file appears in either case.
  public func finish() throws {
    text += Array("\n]}\n".utf8)
    flush()
    if let failure { throw failure }
    try file?.commit()
  }

  private func add(_ event: String) {
    guard failure == nil else { return }
    text += Array((isFirst ? "\n" : ",\n").utf8)
    isFirst = false
    text += Array(event.utf8)
    bytes = written + text.count
    if text.count > 1 << 18 { flush() }
  }

  private func flush() {
    guard failure == nil else { return }
    written += text.count
    if written > limit {
      failure = TimelineTooLarge(limit: limit, hasCommands: hasCommands, isOfTrace: isOfTrace)
      return
    }
    do throws(FileError) { try file?.write(text) } catch { failure = error }
    text.removeAll(keepingCapacity: true)
  }

  /// Picoseconds as decimal microseconds: `12.000345` for 12,000,345 ps.
  static func microseconds(_ picoseconds: Int64) -> String {
    let (whole, rest) = picoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    let digits = "\(rest)"
    var text = "\(picoseconds < 0 ? "-" : "")\(whole)"
    if rest != 0 { text += "." + String(repeating: "0", count: 6 - digits.utf8.count) + digits }
    while rest != 0, text.last == "0" { text.removeLast() }
    return text
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
