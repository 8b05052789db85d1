public import PIMConfiguration
public import PIMHardware
public import PIMResults

/// Writes every command of a run as CSV, one a line, ordered by cycle and channel.
///
/// The columns are `cycle,channel,command,bank group,bank,row,column`:
/// - cycle: cycle of the command clock, counted from 1;
/// - channel, bank group, bank within its group, row, column: counted from 0;
/// - row and column of a command that opens or closes a row or turns the mode: those of the access it serves;
/// - -1 for a field that does not apply: the bank of an all-bank command, the row of a global-buffer command,
///   row and column of a refresh.
public final class CommandTraceFile {
  /// The first line of the file: the columns' names.
  public static let header = "cycle,channel,command,bank group,bank,row,column"

  private let file: OutputFile
  private let banksPerGroup: Int
  private let names: [[UInt8]]
  private var text: [UInt8] = []
  private var failure: FileError?

  private static let capacity = 1 << 18
  /// An upper bound on the bytes of a line: six numbers, a mnemonic and separators.
  private static let lineRoom = 256

  /// Opens the file and writes its header.
  public init(path: String, organisation: System.Organisation) throws(FileError) {
    file = try OutputFile(path: path)
    banksPerGroup = organisation.banksPerGroup
    names = Command.allCases.map { Array(($0.mnemonic + ",").utf8) }
    text.reserveCapacity(Self.capacity)
    text += Array((Self.header + "\n").utf8)
  }

  /// Appends a command; `finish()` reports a failure to write.
  public func append(_ command: IssuedCommand) {
    guard failure == nil else { return }
    if text.count > Self.capacity - Self.lineRoom { flush() }
    append(command.cycle + 1, UInt8(ascii: ","))
    append(Int64(command.channel), UInt8(ascii: ","))
    text += names[Int(command.command.rawValue)]
    let bank = Int(command.bank)
    append(Int64(bank < 0 ? -1 : bank / banksPerGroup), UInt8(ascii: ","))
    append(Int64(bank < 0 ? -1 : bank % banksPerGroup), UInt8(ascii: ","))
    append(Int64(command.row), UInt8(ascii: ","))
    append(Int64(command.column), UInt8(ascii: "\n"))
  }

  /// Writes the buffered lines and moves the file to its path.
  public func finish() throws(FileError) {
    flush()
    if let failure { throw failure }
    try file.commit()
  }

  private func flush() {
    do throws(FileError) { try file.write(text) } catch { failure = error }
    text.removeAll(keepingCapacity: true)
  }

  private func append(_ number: Int64, _ end: UInt8) {
    if number < 0 { text.append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = text.count
    repeat {
      text.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    text[start...].reverse()
    text.append(end)
  }
}
