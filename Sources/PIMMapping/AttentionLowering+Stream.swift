import PIMInstructions

/// Scores and contexts where the ASIC multiplies: the same chunks, slots and results, with keys and values read through a stream buffer.
extension AttentionLowering {
  /// All heads of a chunk are read together, and multiplied one after the other.
  func scores(_ part: Part, through buffer: StreamBuffer) -> [Instruction] {
    let (heads, tokens) = (part.heads, part.tokens)
    let units = tokens.lowerBound / geometry.banks..<ceilDivide(tokens.upperBound, geometry.banks)
    let slots = units.lowerBound / geometry.channels..<ceilDivide(units.upperBound, geometry.channels)
    var stream = ProductStream(buffer, geometry: geometry)
    for chunk in key.chunks {
      let own = heads.clamped(to: chunk.firstHead..<chunk.firstHead + chunk.heads)
      if own.isEmpty { continue }
      let headColumns = key.columns(of: chunk)
      for slot in slots {
        let channels = channels(of: units, slot: slot)
        let firstToken = (slot * geometry.channels + channels.lowerBound) * geometry.banks
        stream.append(
          channels: channels, row: keyRow,
          column: chunk.firstColumn + slot * chunk.columns + (own.lowerBound - chunk.firstHead) * headColumns,
          elements: own.count * headColumns * geometry.lanes,
          outputs: min(channels.count * geometry.banks, tokens.upperBound - firstToken),
          own.map { head in
            ProductStream.Product(
              offset: (head - own.lowerBound) * headColumns * geometry.lanes, length: key.elements(of: chunk),
              vector: qkv + Int32(head * headWidth + chunk.piece * geometry.globalBufferElements),
              destination: part.scores
                + Int32(
                  (chunk.piece * heads.count + head - heads.lowerBound) * tokens.count + firstToken
                    - tokens.lowerBound))
          })
      }
    }
    stream.endTile()
    return stream.instructions
  }

  func context(_ part: Part, through buffer: StreamBuffer) -> [Instruction] {
    let (heads, tokens) = (part.heads, part.tokens)
    let chunks = contextChunks(tokens: tokens.count)
    let partial = part.tile != nil || chunks > 1
    let destination = partial ? contextPartials : attention
    let origin = partial ? heads.lowerBound * headWidth : 0
    var stream = ProductStream(buffer, geometry: geometry)
    for head in heads {
      for chunk in 0..<chunks {
        let first = chunk * geometry.globalBufferElements
        let length = min(geometry.globalBufferElements, tokens.count - first)
        for group in value.headGroups[head] {
          stream.append(
            channels: group.channels, row: valueRow,
            column: group.slot * value.slotColumns + (tokens.lowerBound + first) / geometry.lanes,
            elements: length, outputs: group.features,
            [
              ProductStream.Product(
                length: length,
                vector: part.scores + Int32((head - heads.lowerBound) * tokens.count + first),
                destination: destination
                  + Int32(chunk * heads.count * headWidth + group.firstFeature - origin))
            ])
        }
      }
    }
    stream.endTile()
    return stream.instructions
  }
}
