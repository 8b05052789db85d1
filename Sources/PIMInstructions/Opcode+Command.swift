package import PIMHardware

extension Opcode {
  /// The command with which a channel carries out the instruction, besides precharges and activates; nil for
  /// the ASIC's operations and SYNC.
  package var command: Command? {
    switch self {
    case .WR_GB: .WRGB
    case .WR_BIAS: .WRMAC16
    case .MAC_ABK: .MAC16
    case .MAC_SBK: .MAC
    case .RD_MAC: .RDMAC16
    case .RD_SBK: .RD
    case .WR_SBK: .WR
    case .WR_ABK: .WRA16
    case .COPY_BKGB: .RDCP
    case .COPY_GBBK: .WRCP
    case .EWMUL: .EWMUL16
    case .AF: .AF16
    case .RD_AF: .RDAF16
    case .OPEN_ABK: .ACT16
    case .LAYERNORM, .RMSNORM, .SUM, .SCALE, .MULTIPLY, .GELU, .GELU_ERF, .RELU, .SILU, .ROTATE, .ALIBI,
      .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE, .ARGMAX, .VMM,
      .SYNC:
      nil
    }
  }
}
