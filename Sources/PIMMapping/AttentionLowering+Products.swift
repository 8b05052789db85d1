import PIMInstructions

extension AttentionLowering {
  /// The channels of a slot that hold any of the units.
  private func channels(of units: Range<Int>, slot: Int) -> Range<Int> {
    let first = slot * geometry.channels
    return max(units.lowerBound - first, 0)..<min(units.upperBound - first, geometry.channels)
  }

  /// The loop nest of a part's scores: all heads of a chunk of keys together, slot by slot.
  struct ScoreNest: ProductNest {
    let attention: AttentionLowering
    let part: Part

    func run(into sink: inout some ProductSink) {
      let (geometry, key) = (attention.geometry, attention.key)
      let (heads, tokens) = (part.heads, part.tokens)
      let units = tokens.lowerBound / geometry.banks..<ceilDivide(tokens.upperBound, geometry.banks)
      let slots = units.lowerBound / geometry.channels..<ceilDivide(units.upperBound, geometry.channels)
      var all = ChannelMask(rawValue: 0)
      for slot in slots {
        all.rawValue |= ChannelMask.range(attention.channels(of: units, slot: slot)).rawValue
      }
      for chunk in key.chunks {
        let own = heads.clamped(to: chunk.firstHead..<chunk.firstHead + chunk.heads)
        if own.isEmpty { continue }
        attention.forEachStretch(of: chunk, heads: own) { feature, column, length in
          sink.load(
            channels: all, address: attention.qkv + Int32(feature), length: length, column: column)
        }
        let headColumns = key.columns(of: chunk)
        for slot in slots {
          let channels = attention.channels(of: units, slot: slot)
          let firstToken = (slot * geometry.channels + channels.lowerBound) * geometry.banks
          sink.open(
            Panel(
              channels: channels, row: attention.keyRow,
              column: chunk.firstColumn + slot * chunk.columns + (own.lowerBound - chunk.firstHead)
                * headColumns,
              elements: own.count * headColumns * geometry.lanes,
              outputs: min(channels.count * geometry.banks, tokens.upperBound - firstToken)))
          for head in own {
            let column = (head - own.lowerBound) * headColumns
            let row = chunk.piece * heads.count + head - heads.lowerBound
            sink.multiply(
              PanelProduct(
                offset: column, columns: headColumns, length: key.elements(of: chunk),
                vector: attention.qkv
                  + Int32(head * attention.headWidth + chunk.piece * geometry.globalBufferElements),
                bufferColumn: column,
                destination: part.scores + Int32(row * tokens.count + firstToken - tokens.lowerBound)))
          }
        }
      }
    }
  }

  /// The loop nest of a part's contexts: head by head, chunk by chunk of its probabilities.
  struct ContextNest: ProductNest {
    let attention: AttentionLowering
    let part: Part

    func run(into sink: inout some ProductSink) {
      let (geometry, value) = (attention.geometry, attention.value)
      let (heads, tokens, headWidth) = (part.heads, part.tokens, attention.headWidth)
      let chunks = attention.contextChunks(tokens: tokens.count)
      // Partial sums of all heads of the group are kept chunk by chunk; without partial sums the results are
      // final.
      let isPartial = part.tile != nil || chunks > 1
      let destination = isPartial ? attention.contextPartials : attention.attention
      let origin = isPartial ? heads.lowerBound * headWidth : 0
      for head in heads {
        let groups = value.headGroups[head]
        var all = ChannelMask(rawValue: 0)
        for group in groups { all.rawValue |= ChannelMask.range(group.channels).rawValue }
        for chunk in 0..<chunks {
          let first = chunk * geometry.globalBufferElements
          let length = min(geometry.globalBufferElements, tokens.count - first)
          let vector = part.scores + Int32((head - heads.lowerBound) * tokens.count + first)
          sink.load(channels: all, address: vector, length: length, column: 0)
          for group in groups {
            sink.open(
              Panel(
                channels: group.channels, row: attention.valueRow,
                column: group.slot * value.slotColumns + (tokens.lowerBound + first) / geometry.lanes,
                elements: length, outputs: group.features))
            sink.multiply(
              PanelProduct(
                columns: ceilDivide(length, geometry.lanes), length: length, vector: vector,
                destination: destination
                  + Int32(chunk * heads.count * headWidth + group.firstFeature - origin)))
          }
        }
      }
    }
  }
}
