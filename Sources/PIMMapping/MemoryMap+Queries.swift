import PIMWorkload

extension MemoryMap {
  /// The contents of an element's place in a bank.
  public enum Content: Sendable, Hashable {
    /// Element (i, j) of a tensor; for a vector i is 0.
    case element(tensor: String, i: Int, j: Int)
    /// A place in rows of a tensor that holds no element.
    case padding(tensor: String)
    /// A place in rows of no tensor.
    case unallocated
  }

  /// All placements: layer by layer, then those outside the layers.
  public var placements: [Placement] {
    (0..<layers).flatMap { layer in
      layerPlacements.map { $0.moved(toLayer: layer, rowsPerLayer: rowsPerLayer) }
    } + modelPlacements
  }

  /// The placement of a tensor by its full name; nil if there is none.
  public func placement(of tensor: String) -> Placement? {
    if let found = modelPlacements.first(where: { $0.tensor.name == tensor }) { return found }
    let parts = tensor.split(separator: ".", maxSplits: 2)
    guard parts.count == 3, parts[0] == "h", let layer = Int(parts[1]), (0..<layers).contains(layer),
      OperatorGraph.name(String(parts[2]), layer: layer) == tensor
    else { return nil }
    return layerPlacements.first { $0.name == parts[2] }?.moved(toLayer: layer, rowsPerLayer: rowsPerLayer)
  }

  /// The place of element (i, j) of a tensor; nil if there is no such element.
  public func location(of tensor: String, _ i: Int, _ j: Int) -> CellLocation? {
    guard let placement = placement(of: tensor) else { return nil }
    let shape = placement.matrixShape
    guard (0..<shape.rows).contains(i), (0..<shape.columns).contains(j) else { return nil }
    return placement.location(i, j)
  }

  /// The contents of a place: the inverse of `location(of:_:_:)`.
  public func content(at location: CellLocation) -> Content {
    found(at: location).content
  }

  /// The contents of every lane of a column.
  package func contents(channel: Int, bank: Int, row: Int, column: Int) -> [Content] {
    (0..<geometry.lanes).map { lane in
      content(at: CellLocation(channel: channel, bank: bank, row: row, column: column, lane: lane))
    }
  }

  /// The contents of a place in words: `layer 3 qkv weight [in 12, out 845]`.
  public func describe(_ location: CellLocation) -> String {
    let (placement, content) = found(at: location)
    guard let placement else { return "unallocated" }
    guard case .element(_, let i, let j) = content else { return "padding of " + placement.title }
    switch placement.kind {
    case .weight:
      let names = placement.isEmbedding ? ("row", "dim") : ("in", "out")
      return "\(placement.title) [\(names.0) \(i), \(names.1) \(j)]"
    case .parameter: return "\(placement.title) [\(j)]"
    case .keyCache, .valueCache:
      let headWidth = layer.key!.layout.headWidth
      let window = placement.layer.flatMap { windows[$0] }
      let row = window.map { "row \(i) of a ring of \($0)" } ?? "token \(i)"
      return "\(placement.title) \(row) head \(j / headWidth) dim \(j % headWidth)"
    }
  }

  private func found(at location: CellLocation) -> (placement: Placement?, content: Content) {
    let row = location.row
    guard row >= 0, row < rows, (0..<geometry.channels).contains(location.channel),
      (0..<geometry.banks).contains(location.bank), (0..<geometry.columns).contains(location.column),
      (0..<geometry.lanes).contains(location.lane)
    else { return (nil, .unallocated) }
    var first: Placement?
    let layer = row / max(rowsPerLayer, 1)
    let inLayer = layer < layers
    for candidate in inLayer ? layerPlacements : modelPlacements {
      let placement = inLayer ? candidate.moved(toLayer: layer, rowsPerLayer: rowsPerLayer) : candidate
      guard placement.rows.contains(row) else { continue }
      if let (i, j) = placement.element(at: location) {
        return (placement, .element(tensor: placement.tensor.name, i: i, j: j))
      }
      if first == nil { first = placement }
    }
    return (first, first.map { .padding(tensor: $0.tensor.name) } ?? .unallocated)
  }
}

extension Placement {
  /// The tensor in words: `layer 3 qkv weight`, `K cache layer 2`.
  public var title: String {
    switch kind {
    case .keyCache: return "K cache layer \(layer!)"
    case .valueCache: return "V cache layer \(layer!)"
    case .weight, .parameter:
      let words = role?.title ?? name
      return layer.map { "layer \($0) \(words)" } ?? words
    }
  }

  /// True for a table whose rows are looked up.
  var isEmbedding: Bool { role.map { $0.isEmbedding || $0.isConstant } ?? false }
}

extension WeightRole {
  /// The weight in words.
  var title: String {
    switch self {
    case .tokenEmbedding: "token embedding"
    case .positionEmbedding: "position embedding"
    case .gain(let norm): norm.title + " gain"
    case .shift(let norm): norm.title + " bias"
    case .headGain(let part): part == .query ? "query norm gain" : "key norm gain"
    case .rotation: "rotation table"
    case .slopes: "ALiBi slopes"
    case .matrix(let product): product.title + " weight"
    case .bias(let product): product.title + " bias"
    }
  }
}

extension NormRole {
  fileprivate var title: String {
    switch self {
    case .attention: "attention norm"
    case .feedForward: "feed-forward norm"
    case .final: "final norm"
    case .embedding: "embedding norm"
    }
  }
}

extension ProductRole {
  fileprivate var title: String {
    switch self {
    case .queryKeyValue: "qkv"
    case .projection: "projection"
    case .feedForwardUp: "ffn up"
    case .feedForwardDown: "ffn down"
    case .head: "LM head"
    }
  }
}
