internal import PIMHardware

/// Lowers instructions to lines of an AiM trace.
///
/// The lines of a channel instruction issue its commands on the same banks and rows, in the same order. The
/// format has no column, no lane and no address in the global buffer. These are dropped, since time does not
/// depend on them.
struct AiMLowering {
  /// The result of lowering one instruction.
  enum Result: Equatable {
    case lines([String])
    /// The format has no line for the instruction.
    case leftOut
  }

  /// The reason why an instruction with a name in the format cannot be written.
  struct Inexpressible: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
  }

  private let organisation: System.Organisation
  private let mask: System.TraceMask
  /// The number of registers, of one burst each, in the ASIC's SRAM.
  private let registers: Int32
  /// The value of the configuration register that selects the function of AF.
  private var function: Int32 = 0

  init(_ system: System, mask: System.TraceMask) {
    organisation = system.organisation
    self.mask = mask
    registers = Int32(clamping: system.asic.sramBytes / system.organisation.burstBytes)
  }

  private var lanes: Int32 { Int32(organisation.elementsPerColumn) }

  mutating func lower(_ i: Instruction) throws(Inexpressible) -> Result {
    let name = i.opcode.mnemonic
    switch i.opcode {
    case .SYNC: return .lines(["AiM SYNC"])
    case .WR_GB:
      let bursts = bursts(i.length)
      return .lines(["AiM \(name) \(bursts) \(try register(i.address, bursts)) \(try text(i.channels))"])
    case .WR_BIAS, .RD_MAC, .RD_AF:
      let needed = bursts(Int32(organisation.banks * i.channels.count))
      return .lines(["AiM \(name) \(try register(i.address, needed)) \(try text(i.channels))"])
    case .WR_ABK: return .lines(try lowerAllBankWrite(i))
    case .RD_SBK, .WR_SBK: return .lines(try lowerBankAccess(i))
    case .MAC_ABK, .EWMUL:
      let channels = try text(i.channels)
      return .lines(rows(of: i, columns: i.count).map { "AiM \(name) \($0.count) \(channels) \($0.row)" })
    case .MAC_SBK, .COPY_BKGB, .COPY_GBBK:
      let channels = try text(i.channels)
      return .lines(
        rows(of: i, columns: i.count).map { "AiM \(name) \($0.count) \(channels) \(i.bank) \($0.row)" })
    case .AF: return .lines(try lowerFunction(i))
    case .SUM:
      guard AiMLowering.isRegisterSum(i, lanes: lanes) else { return .leftOut }
      return .lines(["AiM EWADD \(i.length / lanes) \(i.address / lanes) \(i.source3 / lanes)"])
    case .OPEN_ABK, .LAYERNORM, .RMSNORM, .SCALE, .MULTIPLY, .GELU, .GELU_ERF, .RELU, .SILU, .ROTATE, .ALIBI,
      .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE, .ARGMAX,
      .VMM:
      return .leftOut
    }
  }

  /// True if EWADD computes the sum: whole registers, added to other registers in place.
  static func isRegisterSum(_ i: Instruction, lanes: Int32) -> Bool {
    i.count == 1 && i.source2 == Instruction.none && i.source3 != Instruction.none && i.source == i.address
      && [i.length, i.address, i.source3].allSatisfy { $0 % lanes == 0 }
  }

  /// Lowers WR_ABK to one line for each channel, since element b of a channel's register is written to bank
  /// b.
  private func lowerAllBankWrite(_ i: Instruction) throws(Inexpressible) -> [String] {
    let banks = Int32(organisation.banks)
    var lines: [String] = []
    for (rank, channel) in channels(of: i).enumerated() {
      let register = try register(i.address + Int32(rank) * banks, bursts(banks))
      lines.append("AiM \(i.opcode.mnemonic) \(register) \(try text(.only(channel))) \(i.row)")
    }
    return lines
  }

  /// Lowers RD_SBK and WR_SBK: one burst at column 0 is an access of AiM to a register. Other accesses become
  /// accesses of the host, one for each burst.
  private func lowerBankAccess(_ i: Instruction) throws(Inexpressible) -> [String] {
    let isBurst =
      i.address >= 0 && i.address % lanes == 0 && i.column == 0 && i.offset == 0 && i.length == lanes
    if isBurst {
      let register = try register(i.address, Int32(i.channels.count))
      return ["AiM \(i.opcode.mnemonic) \(register) \(try text(i.channels)) \(i.bank) \(i.row)"]
    }
    let word = i.opcode == .RD_SBK ? "R" : "W"
    let channels = channels(of: i)
    var lines: [String] = []
    for (row, count) in rows(of: i, columns: bursts(i.offset + i.length)) {
      for _ in 0..<count {
        for channel in channels { lines.append("\(word) MEM \(channel) \(i.bank) \(row)") }
      }
    }
    return lines
  }

  private mutating func lowerFunction(_ i: Instruction) throws(Inexpressible) -> [String] {
    let wanted = i.row - AiMConfiguration.row(ofFunction: 0, rows: organisation.rows)
    guard wanted >= 0 else {
      throw Inexpressible(
        "its table lies in row \(i.row), and AiM's in the last \(AiMConfiguration.tables) rows")
    }
    let line = "AiM AF \(try text(i.channels))"
    if wanted == function { return [line] }
    function = wanted
    return ["W CFR \(AiMConfiguration.function) \(wanted)", line]
  }

  // MARK: Operands

  private func bursts(_ elements: Int32) -> Int32 { (elements + lanes - 1) / lanes }

  private func channels(of i: Instruction) -> [Int] {
    var channels: [Int] = []
    i.channels.forEach { channels.append($0) }
    return channels
  }

  /// The rows of consecutive columns from the instruction's first column on, each with its number of columns.
  private func rows(of i: Instruction, columns: Int32) -> [(row: Int32, count: Int32)] {
    var rows: [(row: Int32, count: Int32)] = []
    var (row, column, left) = (i.row, max(i.column, 0), columns)
    while left > 0 {
      let count = min(left, Int32(organisation.columns) - column)
      rows.append((row, count))
      (row, column, left) = (row + 1, 0, left - count)
    }
    return rows
  }

  /// The register of an element, or the highest one that is followed by as many registers as the line needs.
  private func register(_ address: Int32, _ needed: Int32) throws(Inexpressible) -> Int32 {
    guard needed <= registers else {
      throw Inexpressible("it names \(needed) registers, and there are \(registers)")
    }
    return min(address / lanes, registers - needed)
  }

  /// The mask in hexadecimal, with leading zeros.
  private func text(_ channels: ChannelMask) throws(Inexpressible) -> String {
    var value: UInt64 = 0
    var beyond: Int?
    channels.forEach { channel in
      if channel < mask.bits {
        value |= 1 << UInt64(mask.mirrored(channel))
      } else {
        beyond = beyond ?? channel
      }
    }
    if let beyond { throw Inexpressible("channel \(beyond) has no bit in a mask of \(mask.bits)") }
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, (mask.bits + 3) / 4 - digits.count)) + digits
  }
}
