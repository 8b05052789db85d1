package import PIMHardware
package import PIMInstructions

/// What a stretch of the critical path waits for. Every picosecond of a run has exactly one.
public enum Cause: UInt8, CaseIterable, Sendable, Hashable {
  /// MAC column accesses following each other, and the MAC pipeline.
  case mac
  /// Opening and closing rows: PRE, ACT, and the first column access that waits for the row.
  case rowOpening
  /// Bursts into the global buffer, and MACs that wait for them.
  case bufferWrite
  /// Reading accumulators, including the wait for the MAC pipeline.
  case resultRead
  /// Writes into banks: keys and values.
  case keyValueWrite
  /// Reads of banks over the link: parameters and embeddings.
  case bankRead
  /// Presetting accumulators.
  case accumulatorPreset
  /// Row copies, element-wise products and activation functions inside the channel.
  case inMemoryFunction
  /// Turning a channel from one mode to another.
  case modeChange
  case refresh
  /// Data on its way over the link after its last command.
  case link
  case layerNorm, sum, scale, gelu, softmax, argmax
  /// Clock domain crossings: from an event to the next edge of the clock that takes it up.
  case clockCrossing
  /// Nothing to do.
  case idle
  /// Products on the ASIC, where channels have no MAC units.
  case product
  /// The host's front end: decoding of lines, and requests on their way into a channel's queue.
  case frontEnd

  public static let count = allCases.count

  /// The cause that a column or buffer command stands for when it follows its own kind.
  static func own(_ command: Command) -> Cause {
    switch command {
    case .MAC, .MAC16: .mac
    case .WRGB: .bufferWrite
    case .RDMAC16, .RDAF16: .resultRead
    case .WR, .WRA, .WRA16: .keyValueWrite
    case .RD, .RDA: .bankRead
    case .WRMAC16: .accumulatorPreset
    case .RDCP, .WRCP, .EWMUL16, .AF16: .inMemoryFunction
    case .TMOD: .modeChange
    case .REFab, .REFpb: .refresh
    case .ACT, .ACT4, .ACT16, .PRE, .PRE4, .PREA: .rowOpening
    }
  }

  /// The cause of the wait that ends with `following`, held back by `binder`, the command whose rule was the
  /// last to allow it (nil: the command bus, or nothing).
  ///
  /// A wait for or after a refresh is refresh; opening and closing rows, and waiting for an opened row, is
  /// row opening; a MAC that waits for the buffer, for a result read or for a preset counts as that; anything
  /// else counts as what it is.
  static func of(_ following: Command, after binder: Command?) -> Cause {
    if let binder {
      switch binder.role {
      case .refresh: return .refresh
      case .mode: return .modeChange
      case .open, .close: return following.role == .refresh ? .refresh : .rowOpening
      case .column, .buffer:
        if following == .MAC || following == .MAC16 {
          switch binder {
          case .WRGB, .RDMAC16, .WRMAC16: return own(binder)
          default: return .mac
          }
        }
      }
    }
    return own(following)
  }

  /// The cause of the time from a command to the completion of its effect.
  package static func completing(_ command: Command) -> Cause {
    command.linkUse == .none ? own(command) : .link
  }

  /// The cause of the time that an instruction of the ASIC takes.
  package static func asic(_ opcode: Opcode) -> Cause {
    switch opcode {
    case .LAYERNORM: .layerNorm
    case .SCALE: .scale
    case .GELU: .gelu
    case .SOFTMAX, .SOFTMAX_TILE, .NORMALISE, .RESCALE_ADD: .softmax
    case .ARGMAX: .argmax
    case .VMM: .product
    case .SUM: .sum
    case .WR_GB, .WR_BIAS, .MAC_ABK, .MAC_SBK, .RD_MAC, .RD_SBK, .WR_SBK, .WR_ABK, .COPY_BKGB, .COPY_GBBK,
      .EWMUL, .AF, .RD_AF, .OPEN_ABK, .SYNC:
      preconditionFailure("\(opcode) is not for the ASIC")
    }
  }
}
