import PIMInstructions

extension AttentionLowering {
  /// The channels of a slot that hold any of the units.
  private func channels(of units: Range<Int>, slot: Int) -> Range<Int> {
    let first = slot * geometry.channels
    return max(units.lowerBound - first, 0)..<min(units.upperBound - first, geometry.channels)
  }

  /// The loop nest of a part's scores, chunk by chunk of the key heads and pass by pass of the queries that
  /// are in the global buffer at a time. In a pass, slots are outside and queries inside, or under
  /// `queryOrder: heads` queries outside and slots inside.
  struct ScoreNest: ProductNest {
    let attention: AttentionLowering
    let part: Part

    func run(into sink: inout some ProductSink) {
      for chunk in attention.key.chunks {
        let group = attention.key.queryGroup
        let own = part.heads.clamped(
          to: chunk.firstHead * group..<(chunk.firstHead + chunk.heads) * group)
        if own.isEmpty { continue }
        let shared = type(of: sink).usesGlobalBuffers ? attention.key.sharedQueries : group
        for pass in stride(from: 0, to: group, by: shared) {
          // The queries of the pass: of each key head those from `pass` on.
          let queries = own.filter { (pass..<pass + shared).contains($0 % group) }
          if !queries.isEmpty { run(chunk, queries, into: &sink) }
        }
      }
    }

    private func run(_ chunk: KeyLayout.Chunk, _ queries: [Int], into sink: inout some ProductSink) {
      let (geometry, key, tokens) = (attention.geometry, attention.key, part.tokens)
      let units = tokens.lowerBound / geometry.banks..<ceilDivide(tokens.upperBound, geometry.banks)
      let slots = units.lowerBound / geometry.channels..<ceilDivide(units.upperBound, geometry.channels)
      var all = ChannelMask(rawValue: 0)
      for slot in slots {
        all.rawValue |= ChannelMask.range(attention.channels(of: units, slot: slot)).rawValue
      }
      attention.forEachRun(of: chunk, heads: queries) { feature, column, length in
        sink.load(channels: all, address: attention.qkv + Int32(feature), length: length, column: column)
      }
      if attention.policy.queryOrder == .rows || queries.count == 1 || !type(of: sink).usesGlobalBuffers {
        for slot in slots { multiply(chunk, queries[...], at: 0, slot: slot, units: units, into: &sink) }
        return
      }
      // Queries with the same place in their groups are one sweep over all keys of the chunk.
      for place in 0..<key.queryGroup {
        let sweep = queries.indices.filter { queries[$0] % key.queryGroup == place }
        for slot in slots {
          for index in sweep {
            multiply(chunk, queries[index...index], at: index, slot: slot, units: units, into: &sink)
          }
        }
      }
    }

    /// The products of queries with the keys of a slot; the first of them is number `index` in the global
    /// buffer.
    private func multiply(
      _ chunk: KeyLayout.Chunk, _ queries: ArraySlice<Int>, at index: Int, slot: Int, units: Range<Int>,
      into sink: inout some ProductSink
    ) {
      let (geometry, key, tokens, heads) = (attention.geometry, attention.key, part.tokens, part.heads)
      let channels = attention.channels(of: units, slot: slot)
      let firstToken = (slot * geometry.channels + channels.lowerBound) * geometry.banks
      let headColumns = key.columns(of: chunk)
      let firstKey = queries.first! / key.queryGroup
      let keys = queries.last! / key.queryGroup - firstKey + 1
      sink.open(
        Panel(
          channels: channels, row: attention.keyRow,
          column: chunk.firstColumn + slot * chunk.columns + (firstKey - chunk.firstHead) * headColumns,
          elements: keys * headColumns * geometry.lanes,
          outputs: min(channels.count * geometry.banks, tokens.upperBound - firstToken)))
      for (offset, head) in queries.enumerated() {
        let row = chunk.piece * heads.count + head - heads.lowerBound
        sink.multiply(
          PanelProduct(
            offset: (head / key.queryGroup - firstKey) * headColumns, columns: headColumns,
            length: key.elements(of: chunk),
            vector: attention.qkv
              + Int32(head * attention.headWidth + chunk.piece * geometry.globalBufferElements),
            bufferColumn: (index + offset) * headColumns,
            destination: part.scores + Int32(row * part.row + firstToken - tokens.lowerBound)))
      }
    }
  }

  /// The loop nest of a part's contexts: head by head, chunk by chunk of its probabilities. Where the ASIC
  /// multiplies, the values that several heads share are read once.
  struct ContextNest: ProductNest {
    let attention: AttentionLowering
    let part: Part

    func run(into sink: inout some ProductSink) {
      let (heads, group) = (part.heads, attention.key.queryGroup)
      guard !type(of: sink).usesGlobalBuffers, group > 1 else {
        for head in heads { run(head..<head + 1, into: &sink) }
        return
      }
      for shared in heads.lowerBound / group...(heads.upperBound - 1) / group {
        run(heads.clamped(to: shared * group..<(shared + 1) * group), into: &sink)
      }
    }

    /// The contexts of heads that share a value head.
    private func run(_ own: Range<Int>, into sink: inout some ProductSink) {
      let (geometry, value) = (attention.geometry, attention.value)
      let (heads, tokens, headWidth) = (part.heads, part.tokens, attention.headWidth)
      let chunks = attention.contextChunks(tokens: tokens.count)
      // Partial sums of all heads of the group are kept chunk by chunk; without partial sums the results are
      // final.
      let isPartial = part.tile != nil || chunks > 1
      let destination = isPartial ? attention.contextPartials : attention.attention
      let origin = isPartial ? heads.lowerBound * headWidth : 0
      let valueHead = own.lowerBound / attention.key.queryGroup
      let groups = value.headGroups[valueHead]
      var all = ChannelMask(rawValue: 0)
      for group in groups { all.rawValue |= ChannelMask.range(group.channels).rawValue }
      for chunk in 0..<chunks {
        let first = chunk * geometry.globalBufferElements
        let length = min(geometry.globalBufferElements, tokens.count - first)
        func vector(_ head: Int) -> Int32 {
          part.scores + Int32((head - heads.lowerBound) * part.row + first)
        }
        sink.load(channels: all, address: vector(own.lowerBound), length: length, column: 0)
        for group in groups {
          sink.open(
            Panel(
              channels: group.channels, row: attention.valueRow,
              column: group.slot * value.slotColumns + (tokens.lowerBound + first) / geometry.lanes,
              elements: length, outputs: group.features))
          for head in own {
            let feature = head * headWidth + group.firstFeature - valueHead * headWidth
            sink.multiply(
              PanelProduct(
                columns: ceilDivide(length, geometry.lanes), length: length, vector: vector(head),
                destination: destination + Int32(chunk * heads.count * headWidth + feature - origin)))
          }
        }
      }
    }
  }
}
