/// The operation of an instruction of the ASIC. Channel instructions have the mnemonics of AiM.
public enum Opcode: UInt8, CaseIterable, Sendable, Hashable {
  // Channels. `count` is in column accesses (bursts of 16 elements).
  /// ASIC SRAM → global buffer of each channel of the mask (broadcast). The last burst is padded with zeros.
  case WR_GB
  /// ASIC SRAM → accumulators: the i-th channel of the mask takes `banks` elements from `address + i·banks`;
  /// elements from `length` on are zeros.
  case WR_BIAS
  /// Every bank multiplies `count` columns from (row, column) on, running over into the next row, with the
  /// global buffer from burst `offset` on, and adds to its accumulator.
  case MAC_ABK
  /// MAC_ABK in one bank.
  case MAC_SBK
  /// Accumulators, rounded to bf16 → ASIC SRAM: the i-th channel gives `banks` elements to `address +
  /// i·banks`; elements from `length` on are dropped.
  case RD_MAC
  /// `length` elements of one bank from (row, column) on, running over into the next row → ASIC SRAM; the
  /// i-th channel of the mask to `address + i·length`.
  case RD_SBK
  /// ASIC SRAM → `length` elements of one bank from (row, column, lane `offset`) on, running over into the
  /// next row, with data masks in the first and last burst; the i-th channel of the mask from `address +
  /// i·length`.
  case WR_SBK
  /// ASIC SRAM → one element in each bank, at (row, column, lane `offset`); bank b of the i-th channel takes
  /// element `address + i·banks + b`; elements from `length` on are not written.
  case WR_ABK
  /// Bank → global buffer, `count` columns.
  case COPY_BKGB
  /// Global buffer → bank, `count` columns.
  case COPY_GBBK
  /// Element-wise product of neighbouring banks, `count` columns: in each bank group, bank 2 takes the
  /// product of banks 0 and 1.
  case EWMUL
  /// Activation function on the accumulators.
  case AF
  /// Results of AF → ASIC SRAM, in the order of RD_MAC.
  case RD_AF

  /// Activates a row in all banks ahead of its use, after a precharge of open rows; does nothing if the row
  /// is open in all banks. No data move. The time in which the results of the previous row are read covers
  /// the activate.
  case OPEN_ABK

  // ASIC. Vectors are bf16 in SRAM, addresses and lengths in elements.
  /// address ← layer norm of source (length), gain source2, bias source3 where that is not `none`, epsilon
  /// immediate.
  case LAYERNORM
  /// `count` rows: address + r·stride ← source + r·stride / √(mean of its squares + immediate) · the gain at
  /// source2, length elements each. The rows share the gain.
  case RMSNORM
  /// address ← sum of `count` vectors at source, source + stride, …; plus bias at source2 and residual at
  /// source3 where these are not `none`; length elements.
  case SUM
  /// address ← source · immediate, length elements.
  case SCALE
  /// address ← source · source2, element by element, length elements.
  case MULTIPLY
  /// address ← GELU(source), tanh form, length elements.
  case GELU
  /// address ← GELU(source) by the error function, length elements.
  case GELU_ERF
  /// address ← max(source, 0), length elements.
  case RELU
  /// address ← source · sigmoid(source), length elements.
  case SILU
  /// Rotary positions: `count` rows of `length` elements, an even number, at source + r·stride → address +
  /// r·stride. source2 has the cosines of the pairs, length/2, and then the sines. A pair is (i, i +
  /// length/2) if `offset` is 0, and (2i, 2i + 1) if it is 1: first · cos − second · sin, second · cos +
  /// first · sin.
  case ROTATE
  /// Biases linear in the distance: `count` rows: address + r·stride ← source + r·stride − slope(r) ·
  /// (`offset` − i) for element i of length; source2 has a slope for each row, and `offset` is the distance
  /// of element 0 from the query's position.
  case ALIBI
  /// `count` rows: address + r·stride ← softmax of source + r·stride, length elements each.
  case SOFTMAX
  /// One tile of a softmax that does not fit the SRAM: `count` rows of `length` at source + r·stride →
  /// unnormalised exponentials at address + r·stride. Each row keeps three fp32 values (six elements) at
  /// source2 + 6·r: the running maximum, the sum, and the factor that corrects earlier tiles. immediate 1:
  /// first tile, 0: a later one.
  case SOFTMAX_TILE
  /// address + r·stride ← address + r·stride · correction(r) + source + r·stride: `count` rows of length; the
  /// factor is read from the state at source2 + 6·r. immediate 1: first tile, address is only written.
  case RESCALE_ADD
  /// address + r·stride ← address + r·stride / sum(r), `count` rows of length, sums at source2 + 6·r.
  case NORMALISE
  /// Running maximum: address holds (value as fp32, index as UInt32: four elements); source has `length`
  /// candidates, the first of which has the index `offset`. immediate 1: first tile.
  case ARGMAX
  /// address + i ← the product of the vector at source2 (length) with the weight vector of result i, for
  /// `count` results, added in the order of the MAC unit and rounded to bf16. Weight vectors of `length` lie
  /// `stride` apart from source on, in the order in which RD_SBK of one bank after the other leaves them
  /// (`weightPlace`): from `column` banks of `offset` channels, slot by slot. Every source is read before any
  /// result is written.
  case VMM

  // Control.
  /// Every earlier instruction completes before any later one starts.
  case SYNC

  /// The mnemonic in a trace.
  public var mnemonic: String { String(describing: self) }

  private static let byMnemonic: [String: Opcode] = Dictionary(
    uniqueKeysWithValues: Opcode.allCases.map { ($0.mnemonic, $0) })

  /// The opcode with a mnemonic, or nil.
  public init?(mnemonic: some StringProtocol) {
    guard let found = Opcode.byMnemonic[String(mnemonic)] else { return nil }
    self = found
  }

  /// The units that carry out instructions.
  public enum Unit: Sendable { case channels, asic, control }

  /// The unit that carries out the instruction.
  @inlinable public var unit: Unit {
    switch self {
    case .WR_GB, .WR_BIAS, .MAC_ABK, .MAC_SBK, .RD_MAC, .RD_SBK, .WR_SBK, .WR_ABK, .COPY_BKGB, .COPY_GBBK,
      .EWMUL, .AF, .RD_AF, .OPEN_ABK:
      .channels
    case .LAYERNORM, .RMSNORM, .SUM, .SCALE, .MULTIPLY, .GELU, .GELU_ERF, .RELU, .SILU, .ROTATE, .ALIBI,
      .SOFTMAX, .SOFTMAX_TILE, .RESCALE_ADD, .NORMALISE, .ARGMAX,
      .VMM:
      .asic
    case .SYNC: .control
    }
  }
}
