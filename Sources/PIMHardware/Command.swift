/// A command on a channel's command bus. Mnemonics follow SK hynix AiM.
///
/// The raw value is also the order in which equally late constraints are named as the cause of a wait, so it
/// is part of the definition of a result. New commands are appended; the order never changes.
public enum Command: UInt8, CaseIterable, Sendable, Hashable {
  // Rows of one bank, of a bank group, of all banks.

  /// Opens a row of one bank.
  case ACT
  /// Opens a row in every bank of a bank group.
  case ACT4
  /// Opens a row in every bank.
  case ACT16
  /// Closes one bank.
  case PRE
  /// Closes every bank of a bank group.
  case PRE4
  /// Closes every bank.
  case PREA

  // Columns of one bank.

  /// Reads a burst to the ASIC.
  case RD
  /// Writes a burst from the ASIC.
  case WR
  /// Reads a burst and closes the row.
  case RDA
  /// Writes a burst and closes the row.
  case WRA
  /// Multiplies a burst with one of the global buffer and accumulates.
  case MAC
  /// Copies a burst from the bank to the global buffer.
  case RDCP
  /// Copies a burst from the global buffer to the bank.
  case WRCP

  // Columns of all banks.

  /// Multiplies a burst of every bank with one of the global buffer and accumulates.
  case MAC16
  /// Applies the activation function to the accumulators of every bank.
  case AF16
  /// Multiplies bursts of neighbouring banks elementwise, in every bank group.
  case EWMUL16
  /// Writes one element to a column of every bank.
  case WRA16

  // Global buffer and accumulators, which need no row.

  /// Writes a burst to the global buffer.
  case WRGB
  /// Reads one result from each bank's accumulators.
  case RDMAC16
  /// Reads one result of the activation function from each bank.
  case RDAF16
  /// Presets the accumulators.
  case WRMAC16

  // Modes and refresh.

  /// Changes the channel's mode.
  case TMOD
  /// Refreshes every bank.
  case REFab
  /// Refreshes one bank.
  case REFpb

  /// The banks that a command acts on.
  public enum Footprint: Sendable {
    /// One bank.
    case bank
    /// All banks of a bank group.
    case group
    /// All banks of the channel.
    case all
    /// No bank.
    case none
  }

  /// The effect of a command on its banks, and the bank state that it requires.
  public enum Role: Sendable {
    /// Opens a row; its banks must be closed.
    case open
    /// Closes the open row, if there is one.
    case close
    /// Accesses a column of the open row.
    case column
    /// Accesses the global buffer or the accumulators; requires no bank state.
    case buffer
    /// Refreshes its banks, all of which must be closed.
    case refresh
    /// Changes the channel's mode.
    case mode
  }

  /// The banks that the command acts on.
  @inlinable public var footprint: Footprint {
    switch self {
    case .ACT, .PRE, .RD, .WR, .RDA, .WRA, .MAC, .RDCP, .WRCP, .REFpb: .bank
    case .ACT4, .PRE4: .group
    case .ACT16, .PREA, .MAC16, .AF16, .EWMUL16, .WRA16, .REFab: .all
    case .WRGB, .RDMAC16, .RDAF16, .WRMAC16, .TMOD: .none
    }
  }

  /// The effect of the command on its banks.
  @inlinable public var role: Role {
    switch self {
    case .ACT, .ACT4, .ACT16: .open
    case .PRE, .PRE4, .PREA: .close
    case .RD, .WR, .RDA, .WRA, .MAC, .RDCP, .WRCP, .MAC16, .AF16, .EWMUL16, .WRA16: .column
    case .WRGB, .RDMAC16, .RDAF16, .WRMAC16: .buffer
    case .TMOD: .mode
    case .REFab, .REFpb: .refresh
    }
  }

  /// True if only command traces contain the command: no instruction and no refresh policy issues it.
  var isOnlyInTraces: Bool {
    switch self {
    case .ACT4, .PRE4, .RDA, .WRA, .REFpb: true
    default: false
    }
  }

  /// True if an access with this command has a row: it opens the row or accesses its columns.
  @inlinable public var namesRow: Bool { role == .column || role == .open }

  /// The direction in which a command moves a burst over the channel's link.
  public enum LinkUse: Sendable {
    /// No burst is moved.
    case none
    /// A burst to the channel.
    case toChannel
    /// A burst from the channel to the ASIC.
    case fromChannel
  }

  /// The direction in which the command moves a burst over the link.
  @inlinable public var linkUse: LinkUse {
    switch self {
    case .RD, .RDA, .RDMAC16, .RDAF16: .fromChannel
    case .WR, .WRA, .WRA16, .WRGB, .WRMAC16: .toChannel
    default: .none
    }
  }

  /// The mnemonic, as in traces, rule tables and command traces.
  public var mnemonic: String { String(describing: self) }

  private static let byMnemonic: [String: Command] = Dictionary(
    uniqueKeysWithValues: Command.allCases.map { ($0.mnemonic, $0) })

  /// The command with a mnemonic; nil if there is none.
  public init?(mnemonic: some StringProtocol) {
    guard let found = Command.byMnemonic[String(mnemonic)] else { return nil }
    self = found
  }

  /// The number of commands; raw values are `0 ..< count`.
  public static let count = 24
}
