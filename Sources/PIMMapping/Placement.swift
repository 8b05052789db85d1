public import PIMWorkload

/// The placement of a tensor: a range of rows, the same in every bank of every channel.
public struct Placement: Sendable {
  /// The kind of data in a placement.
  public enum Kind: String, Sendable, CaseIterable { case weight, parameter, keyCache, valueCache }

  /// Elements of a tensor that follow each other in one row of one bank.
  package struct ElementRun: Sendable, Hashable {
    /// Place of the first element. The others follow lane by lane and column by column in the same row.
    package var start: CellLocation
    /// Number of elements.
    package var count: Int
    /// Row-major index of the first element in the tensor.
    package var firstElement: Int
    /// The difference of row-major indices from each element to the next.
    package var elementStride: Int
  }

  /// The tensor under its full name, such as `h.3.attn.c_attn.weight`, and its shape.
  public let tensor: TensorSpec
  /// The layer, from 0; nil outside the layers.
  public let layer: Int?
  /// The kind of data.
  public let kind: Kind
  /// Rows of every bank that belong to the placement. Vectors that are loaded together share rows.
  public let rows: Range<Int>
  /// The tensor's name without its layer, such as `attn.c_attn.weight`.
  public let name: String
  /// The weight, its tensor under its full name; nil for caches.
  public let weight: GraphWeight?
  let layout: any TensorLayout
  let geometry: Geometry

  /// The same tensor of another layer, `rowsPerLayer` rows further for each layer.
  func moved(toLayer layer: Int, rowsPerLayer: Int) -> Placement {
    let own = TensorSpec(OperatorGraph.name(name, layer: layer), tensor.shape)
    return Placement(
      tensor: own, layer: layer, kind: kind,
      rows: rows.lowerBound + layer * rowsPerLayer..<rows.upperBound + layer * rowsPerLayer, name: name,
      weight: weight.map { GraphWeight($0.role, own, order: $0.order) }, layout: layout, geometry: geometry)
  }
}

extension Placement {
  /// The role of a weight in the model; nil for caches.
  public var role: WeightRole? { weight?.role }
  /// Size of the tensor in bytes.
  public var bytes: Int { tensor.elements * 2 }
  /// Size in bytes of the tensor's rows in all banks of all channels.
  public var reservedBytes: Int {
    rows.count * geometry.elementsPerRow * geometry.outputsPerSlot * 2
  }
  /// Elements of the tensor over elements of its rows, 0 to 1.
  public var utilisation: Double { Double(bytes) / Double(reservedBytes) }
  /// Column accesses of each bank that the layout covers, padding included.
  public var columnsPerBank: Int { layout.columnsPerBank }

  /// Column accesses of a channel's banks that use the whole tensor once.
  public func columnsUsed(by channel: Int) -> Int { layout.columnsUsed(by: channel) }

  /// Column accesses of the busiest channel over the mean: 1 is perfect balance.
  public var imbalance: Double {
    let columns = (0..<geometry.channels).map(columnsUsed)
    return Double(columns.max()! * geometry.channels) / Double(columns.reduce(0, +))
  }

  /// Channels that hold some of the tensor.
  public var channelsUsed: [Int] { (0..<geometry.channels).filter { columnsUsed(by: $0) > 0 } }

  /// Number of banks of a channel that hold some of the tensor.
  public var banksUsed: Int { layout.banksUsed }

  /// The place of element (i, j); for a vector i is 0.
  public func location(_ i: Int, _ j: Int) -> CellLocation {
    let shape = matrixShape
    precondition((0..<shape.rows).contains(i) && (0..<shape.columns).contains(j), "no such element")
    return location(layout.place(i, j))
  }

  /// The element at a place; nil for padding and for places of other tensors.
  public func element(at location: CellLocation) -> (i: Int, j: Int)? {
    guard rows.contains(location.row) else { return nil }
    let place = BankElement(
      channel: location.channel, bank: location.bank,
      element: (location.row - rows.lowerBound) * geometry.elementsPerRow + location.column * geometry.lanes
        + location.lane)
    return layout.element(at: place)
  }

  /// Calls `body` with every element of the tensor exactly once, in runs that stay in one row.
  package func forEachElementRun(_ body: (ElementRun) -> Void) {
    let rowElements = geometry.elementsPerRow
    layout.forEachRun { run in
      var done = 0
      while done < run.count {
        let element = run.start.element + done
        let count = min(run.count - done, rowElements - element % rowElements)
        body(
          ElementRun(
            start: location(
              BankElement(channel: run.start.channel, bank: run.start.bank, element: element)),
            count: count, firstElement: run.first + done * run.stride, elementStride: run.stride))
        done += count
      }
    }
  }

  /// The tensor's shape as a matrix: a vector is one row.
  public var matrixShape: (rows: Int, columns: Int) {
    (tensor.shape.count > 1 ? tensor.shape[0] : 1, tensor.shape.last!)
  }

  private func location(_ place: BankElement) -> CellLocation {
    let (row, rest) = place.element.quotientAndRemainder(dividingBy: geometry.elementsPerRow)
    return CellLocation(
      channel: place.channel, bank: place.bank, row: rows.lowerBound + row, column: rest / geometry.lanes,
      lane: rest % geometry.lanes)
  }
}
