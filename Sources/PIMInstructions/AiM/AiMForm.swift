/// A form of line in an AiM trace: its words and its operands.
struct AiMForm: Sendable {
  /// The action of a line.
  enum Action: Sendable, Hashable {
    /// An instruction of channels or ASIC.
    case instruction(Opcode)
    /// The element-wise sum of registers.
    case addRegisters
    /// A read or write of a bank by the host.
    case memory(Opcode)
    /// A read or write of a register by the host. The register is checked; no channel does work.
    case register
    /// A write of a configuration register.
    case configuration
    case end
  }

  /// An operand, which is a number.
  enum Operand: Sendable, Hashable {
    /// A number of columns (bursts), at most the columns of a row.
    case opsize
    /// A number of columns (bursts) that continue at column 0 of the same row after the last column.
    case wrappingOpsize
    /// A number of general-purpose registers.
    case registerCount
    /// A general-purpose register of one burst; the second one of EWADD.
    case register, otherRegister
    case mask
    /// A mask of one channel.
    case singleMask
    case channel, bank, row
    /// A configuration register and its value.
    case identifier, value
    /// A number without effect.
    case ignored

    /// The name in forms and messages.
    var name: String {
      switch self {
      case .opsize, .wrappingOpsize, .registerCount: "opsize"
      case .register: "GPR"
      case .otherRegister: "GPR2"
      case .mask, .singleMask: "mask"
      case .channel: "channel"
      case .bank: "bank"
      case .row: "row"
      case .identifier: "id"
      case .value, .ignored: "value"
      }
    }

    /// True for an operand that may be omitted, with all operands after it.
    var isOptional: Bool { self == .ignored }
  }

  /// The first word: AiM, R or W.
  let group: PackedName
  let name: PackedName
  let action: Action
  let operands: [Operand]
  /// The syntax of the line, such as `AiM MAC_ABK opsize mask row`.
  let text: String

  private init(_ group: String, _ name: String, _ action: Action, _ operands: [Operand] = []) {
    self.group = PackedName(group)
    self.name = PackedName(name)
    self.action = action
    self.operands = operands
    text =
      ([group, name] + operands.map { $0.isOptional ? "[\($0.name)]" : $0.name }).joined(separator: " ")
  }

  static let groups = ["AiM", "R", "W"]

  /// The first word of instructions.
  static let instructionGroup = PackedName("AiM")

  /// The optional prefix of every name after `AiM`.
  static let prefix = "ISR_"

  /// The names that are allowed after a group's word.
  static func names(after group: PackedName) -> [String] {
    all.filter { $0.group == group }.map { String($0.text.split(separator: " ")[1]) }
  }

  /// The forms of the AiM simulator (github.com/arkhadem/aim_simulator, README).
  static let all: [AiMForm] = [
    AiMForm("AiM", "MAC_ABK", .instruction(.MAC_ABK), [.opsize, .mask, .row]),
    AiMForm("AiM", "MAC_SBK", .instruction(.MAC_SBK), [.opsize, .mask, .bank, .row]),
    AiMForm("AiM", "WR_GB", .instruction(.WR_GB), [.opsize, .register, .mask]),
    AiMForm("AiM", "WR_BIAS", .instruction(.WR_BIAS), [.register, .mask]),
    AiMForm("AiM", "RD_MAC", .instruction(.RD_MAC), [.register, .mask]),
    AiMForm("AiM", "AF", .instruction(.AF), [.mask]),
    AiMForm("AiM", "RD_AF", .instruction(.RD_AF), [.register, .mask]),
    AiMForm("AiM", "WR_SBK", .instruction(.WR_SBK), [.register, .mask, .bank, .row]),
    AiMForm("AiM", "WR_ABK", .instruction(.WR_ABK), [.register, .singleMask, .row]),
    AiMForm("AiM", "RD_SBK", .instruction(.RD_SBK), [.register, .mask, .bank, .row]),
    AiMForm("AiM", "COPY_BKGB", .instruction(.COPY_BKGB), [.opsize, .mask, .bank, .row]),
    AiMForm("AiM", "COPY_GBBK", .instruction(.COPY_GBBK), [.opsize, .mask, .bank, .row]),
    AiMForm("AiM", "EWMUL", .instruction(.EWMUL), [.wrappingOpsize, .mask, .row]),
    AiMForm("AiM", "EWADD", .addRegisters, [.registerCount, .register, .otherRegister]),
    AiMForm("AiM", "SYNC", .instruction(.SYNC)),
    AiMForm("AiM", "EOC", .end),
    AiMForm("R", "MEM", .memory(.RD_SBK), [.channel, .bank, .row]),
    AiMForm("R", "GPR", .register, [.register]),
    AiMForm("R", "CFR", .register, [.identifier, .ignored]),
    AiMForm("W", "MEM", .memory(.WR_SBK), [.channel, .bank, .row]),
    AiMForm("W", "GPR", .register, [.register]),
    AiMForm("W", "CFR", .configuration, [.identifier, .value]),
  ]
}

/// The configuration registers of AiM.
enum AiMConfiguration {
  /// The register that selects the activation function of AF.
  static let function = 2
  /// The highest value of each register: 0 selects the second operand of MACs, 1 the bank groups of EWMUL, 2
  /// the activation function.
  static let highest: [Int64] = [1, 1, 7]
  /// The initial values of the registers, as in the AiM simulator: global buffer, all bank groups, function
  /// 0.
  static let initial: [Int32] = [0, 1, 0]

  /// True if registers 0 and 1 select the operands that `Opcode` defines for an instruction.
  static func isAsDefined(_ opcode: Opcode, under configuration: [Int32]) -> Bool {
    switch opcode {
    case .MAC_ABK, .MAC_SBK: configuration[0] == initial[0]
    case .EWMUL: configuration[1] == initial[1]
    case .WR_GB, .WR_BIAS, .RD_MAC, .RD_SBK, .WR_SBK, .WR_ABK, .COPY_BKGB, .COPY_GBBK, .AF, .RD_AF, .OPEN_ABK,
      .LAYERNORM, .RMSNORM, .SUM, .SCALE, .MULTIPLY, .GELU, .GELU_ERF, .RELU, .SILU, .ROTATE, .ALIBI,
      .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE, .ARGMAX, .VMM,
      .SYNC:
      true
    }
  }

  /// The number of function tables of a bank, each in one of the bank's last rows.
  static let tables = 8

  /// The row that holds a function's table.
  static func row(ofFunction function: Int32, rows: Int) -> Int32 { Int32(rows - tables) + function }
}
