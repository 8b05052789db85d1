package import PIMHardware
package import PIMInstructions
package import PIMResults

extension Cause {
  /// The cause of a command that waits for another of its kind.
  package static func own(_ command: Command) -> Cause {
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

  /// The cause of the wait before the command `following`. `binder` is the command whose rule held it back
  /// longest; nil if that was the command bus, or nothing.
  ///
  /// A wait for a refresh, or after one, counts as refresh. Precharges, activates and the wait for an
  /// activated row count as row opening. A MAC that waits for the buffer, a result read or a preset counts as
  /// that. Other waits have the cause of the command itself.
  package static func of(_ following: Command, after binder: Command?) -> Cause {
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
    case .LAYERNORM, .RMSNORM: .layerNorm
    case .SCALE: .scale
    case .GELU, .GELU_ERF, .RELU, .SILU, .MULTIPLY: .gelu
    case .ROTATE, .ALIBI: .position
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
