import PIMMapping
import PIMWorkload
import Testing

/// Two channels of two banks, four lanes, four columns a row (16 elements), a global buffer of two columns (8
/// elements).
@Suite struct PlacementTests {
  let memory: MemoryMap

  init() throws {
    let system = makeSystem(
      channels: 2, bankGroups: 1, banksPerGroup: 2, rows: 64, columns: 4, lanes: 4, globalBufferColumns: 2)
    let model = try makeModel(width: 10, heads: 2, headWidth: 3, ffnWidth: 5, vocabulary: 11, contextLimit: 6)
    let run = try RunDescription(tokens: 6, lmHead: true, embedding: true)
    memory = try CompiledModel(model, on: system, policy: MappingPolicy(), run: run).memory
  }

  func expect(
    _ tensor: String, _ i: Int, _ j: Int, _ description: String, channel: Int, bank: Int, row: Int,
    column: Int,
    lane: Int, at source: SourceLocation = #_sourceLocation
  ) {
    let location = CellLocation(channel: channel, bank: bank, row: row, column: column, lane: lane)
    #expect(memory.location(of: tensor, i, j) == location, sourceLocation: source)
    #expect(memory.content(at: location) == .element(tensor: tensor, i: i, j: j), sourceLocation: source)
    #expect(memory.describe(location) == description, sourceLocation: source)
  }

  @Test func rowsOfALayer() {
    // Parameters: 12 + 12 + 20 + 12 + 12 + 12 + 8 + 12 = 100 elements in pieces of 2 · 16: 4 pieces, 2 banks,
    // 2 rows.
    // c_attn: 18 outputs are 9 units, 5 slots, of 2 + 1 columns: 15 columns, 4 rows.
    // Keys: 2 heads of a column, 3 units in 2 slots: 4 columns. Values: 4 units in 2 slots of 2 columns: 4
    // columns.
    // c_proj: 6 in, 10 out: 5 units, 3 slots of 2 columns: 2 rows.
    // c_fc: 10 in, 5 out: 3 units, 2 slots of 2 + 1: 2 rows. c_proj: 5 in, 10 out: 3 slots of 2: 2 rows.
    let rows = memory.layerPlacements.map { "\($0.name) \($0.rows)" }
    #expect(
      rows == [
        "ln_1.weight 0..<2", "ln_1.bias 0..<2", "attn.c_attn.bias 0..<2", "attn.c_proj.bias 0..<2",
        "ln_2.weight 0..<2", "ln_2.bias 0..<2", "mlp.c_fc.bias 0..<2", "mlp.c_proj.bias 0..<2",
        "attn.c_attn.weight 2..<6", "attn.key 6..<7", "attn.value 7..<8", "attn.c_proj.weight 8..<10",
        "mlp.c_fc.weight 10..<12", "mlp.c_proj.weight 12..<14",
      ])
    #expect(memory.rowsPerLayer == 14)
    // ln_f: 24 elements, 1 row. Embedding: 11 tokens are 6 units, 3 slots of 2 + 1 columns: 3 rows; 6
    // positions are 3 units, 2 slots of 3 columns: 2 rows.
    #expect(
      memory.modelPlacements.map { "\($0.name) \($0.rows)" } == [
        "ln_f.weight 28..<29", "ln_f.bias 28..<29", "wte.weight 29..<32", "wpe.weight 32..<34",
      ])
    #expect(memory.rows == 34)
  }

  @Test func weights() {
    // Output 17 is unit 8, bank 1. It is alone in the last slot: channel 0 in the first chunk, 1 in the
    // second.
    // First chunk: column 4 · 2 = 8, row 2 + 2.
    expect(
      "h.0.attn.c_attn.weight", 3, 17, "layer 0 qkv weight [in 3, out 17]", channel: 0, bank: 1, row: 4,
      column: 0, lane: 3)
    // Second chunk: column 10 + 4 = 14, row 2 + 3, in the next layer 14 further.
    expect(
      "h.1.attn.c_attn.weight", 9, 17, "layer 1 qkv weight [in 9, out 17]", channel: 1, bank: 1, row: 19,
      column: 2, lane: 1)
    // Token 10 is unit 5, slot 2, channel 1, bank 0; dim 8 is in the chunk that begins at column 6: column 8.
    expect(
      "wte.weight", 10, 8, "token embedding [row 10, dim 8]", channel: 1, bank: 0, row: 31, column: 0, lane: 0
    )
    // Position 5 is unit 2, slot 1, channel 0, bank 1; columns 3 to 5.
    expect(
      "wpe.weight", 5, 9, "position embedding [row 5, dim 9]", channel: 0, bank: 1, row: 33, column: 1,
      lane: 1)
  }

  @Test func caches() {
    // Token 5 is unit 2, bank 1: channel 0, slot 1. Head 1 is the slot's second column: 2 + 1.
    expect(
      "h.0.attn.key", 5, 5, "K cache layer 0 token 5 head 1 dim 2", channel: 0, bank: 1, row: 6, column: 3,
      lane: 2)
    // Head 1's dims 2 are unit 3, bank 0: channel 1, slot 1. Token 5 is column 2 + 1, lane 1.
    expect(
      "h.0.attn.value", 5, 5, "V cache layer 0 token 5 head 1 dim 2", channel: 1, bank: 0, row: 7, column: 3,
      lane: 1)
  }

  @Test func parameters() {
    // 12 + 12 + 20 + 12 + 12 = 68 before ln_2.bias. Element 73 is 9 in piece 2: bank 0 of the second row,
    // channel 0.
    expect(
      "h.0.ln_2.bias", 0, 5, "layer 0 feed-forward norm bias [5]", channel: 0, bank: 0, row: 1, column: 2, lane: 1)
  }

  @Test func placesWithoutAnElement() {
    // The last slot's channel 1 has no unit in the first chunk.
    let empty = CellLocation(channel: 1, bank: 1, row: 4, column: 0, lane: 3)
    #expect(memory.content(at: empty) == .padding(tensor: "h.0.attn.c_attn.weight"))
    #expect(memory.describe(empty) == "padding of layer 0 qkv weight")
    let beyond = CellLocation(channel: 0, bank: 0, row: 34, column: 0, lane: 0)
    #expect(memory.content(at: beyond) == .unallocated)
    #expect(memory.describe(beyond) == "unallocated")
    #expect(memory.location(of: "h.2.ln_1.bias", 0, 0) == nil)
    #expect(memory.location(of: "h.00.ln_1.bias", 0, 0) == nil)
    #expect(memory.location(of: "h.0.ln_1.bias", 0, 10) == nil)
  }

  @Test func balance() throws {
    let placement = try #require(memory.placement(of: "h.0.attn.c_attn.weight"))
    // Channel 0: 4 · 2 + 2 columns in the first chunk, 4 in the second; channel 1: 8 and 4 + 1.
    #expect((0..<2).map(placement.columnsUsed) == [14, 13])
    #expect(placement.imbalance == 14 * 2 / 27.0)
    // 180 elements in 4 rows of 16 in 4 banks.
    #expect(placement.utilisation == 180 / 256.0)
    #expect(placement.bytes == 360)
    #expect(placement.channelsUsed == [0, 1])
    #expect(placement.banksUsed == 2)
  }

  @Test func blockedValuesStayInAChannel() throws {
    let system = makeSystem(channels: 3, bankGroups: 1, banksPerGroup: 2, columns: 4, lanes: 4)
    let model = try makeModel(width: 8, heads: 4, headWidth: 4)
    let memory = try CompiledModel(
      model, on: system, policy: MappingPolicy(valueLayout: .blocked), run: RunDescription(tokens: 4)
    ).memory
    // 8 units: 3 in channel 0, 3 in channel 1, 2 in channel 2. Unit u begins at feature 2 u.
    let channels = (0..<8).map { memory.location(of: "h.0.attn.value", 0, 2 * $0)!.channel }
    #expect(channels == [0, 0, 0, 1, 1, 1, 2, 2])
  }

  /// Each group of heads has its units in all channels, as far as it has units, and goes on in the channels
  /// that have fewer.
  @Test func groupedValuesAreInAllChannels() throws {
    let system = makeSystem(channels: 3, bankGroups: 1, banksPerGroup: 2, columns: 4, lanes: 4)
    let model = try makeModel(width: 20, heads: 5, headWidth: 4)
    let policy = MappingPolicy(valueLayout: .grouped, attention: .pipelined, attentionGroups: 2)
    let memory = try CompiledModel(model, on: system, policy: policy, run: RunDescription(tokens: 4)).memory
    let homes = (0..<10).map { memory.location(of: "h.0.attn.value", 0, 2 * $0)! }
    // Groups of ⌈5 / 2⌉ = 3 heads and 2, each head of 2 units. Units 0 to 5: 2 in each channel. Units 6 to 9:
    // 10 units dealt one by one are 4, 3 and 3, so 2, 1 and 1 come.
    #expect(homes.map(\.channel) == [0, 0, 1, 1, 2, 2, 0, 0, 1, 2])
    // A slot is one column of 4 lanes for 4 tokens: slots 0, 1, 0, 1, 0, 1, 2, 3, 2, 2.
    #expect(homes.map { Int($0.column) } == [0, 1, 0, 1, 0, 1, 2, 3, 2, 2])
    #expect(Set(homes.map(\.row)).count == 1)
    // Sequential attention has no groups: 4 units in channel 0, 3 in the others.
    let sequential = MappingPolicy(valueLayout: .grouped, attentionGroups: 2)
    let other = try CompiledModel(model, on: system, policy: sequential, run: RunDescription(tokens: 4)).memory
    #expect(
      (0..<10).map { other.location(of: "h.0.attn.value", 0, 2 * $0)!.channel } == [0, 0, 0, 0, 1, 1, 1, 2, 2, 2])
  }
}
