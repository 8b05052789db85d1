/// What a channel's command bus carries. Mnemonics follow SK hynix AiM.
///
/// The raw value is also the order in which equally binding constraints are named when a wait is attributed
/// to a cause, so it is part of the definition of a result: append, do not reorder.
public enum Command: UInt8, CaseIterable, Sendable, Hashable {
  // Rows.
  case ACT, ACT4, ACT16, PRE, PRE4, PREA
  // Columns of one bank.
  case RD, WR, RDA, WRA, MAC, RDCP, WRCP
  // Columns of all banks.
  case MAC16, AF16, EWMUL16, WRA16
  // Global buffer and accumulators: no row is needed.
  case WRGB, RDMAC16, RDAF16, WRMAC16
  // Housekeeping.
  case TMOD, REFab, REFpb

  /// Which banks a command acts on.
  public enum Footprint: Sendable { case bank, group, all, none }

  /// What a command does to its banks, and what it asks of them.
  public enum Role: Sendable {
    /// Opens a row; the banks must be closed.
    case open
    /// Closes the open row, if any.
    case close
    /// Works on columns of an open row.
    case column
    /// Works on the global buffer or the accumulators: bank states do not matter.
    case buffer
    /// Refreshes; every bank it acts on must be closed.
    case refresh
    /// Turns the channel from one mode to another.
    case mode
  }

  @inlinable public var footprint: Footprint {
    switch self {
    case .ACT, .PRE, .RD, .WR, .RDA, .WRA, .MAC, .RDCP, .WRCP, .REFpb: .bank
    case .ACT4, .PRE4: .group
    case .ACT16, .PREA, .MAC16, .AF16, .EWMUL16, .WRA16, .REFab: .all
    case .WRGB, .RDMAC16, .RDAF16, .WRMAC16, .TMOD: .none
    }
  }

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

  /// Whether command traces may have the command though no instruction and no refresh policy asks for it.
  var isOnlyInTraces: Bool {
    switch self {
    case .ACT4, .PRE4, .RDA, .WRA, .REFpb: true
    default: false
    }
  }

  /// Whether an access with this command is to a row: it works on its columns or opens it.
  @inlinable public var namesRow: Bool { role == .column || role == .open }

  /// Which way the command moves a burst over the channel's link.
  public enum LinkUse: Sendable { case none, toChannel, fromChannel }

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

  /// The command of that mnemonic, or nil.
  public init?(mnemonic: some StringProtocol) {
    guard let found = Command.byMnemonic[String(mnemonic)] else { return nil }
    self = found
  }

  /// How many commands there are; raw values are `0 ..< count`.
  public static let count = 24
}
