/// The names of a family's tensors in a checkpoint, and how their rows make up the weights of the graph.
///
/// Names are those without the prefix and without `.weight` and `.bias`. A matrix of the graph is made up of
/// rows of outputs of one or several stored matrices: query, key and value have one each, or share one.
package struct CheckpointLayout: Sendable, Hashable {
  /// Rows of outputs of one stored matrix, and the same elements of its bias.
  package struct Part: Sendable, Hashable {
    /// The name.
    var name: String
    /// The outputs of the stored matrix.
    var outputs: Int
    /// The outputs that are used, in their order in the graph. Neighbouring ranges are one.
    private(set) var rows: [Range<Int>] = []

    init(_ name: String, outputs: Int, rows: [Range<Int>]) {
      self.name = name
      self.outputs = outputs
      for range in rows {
        if let last = self.rows.last, last.upperBound == range.lowerBound {
          self.rows[self.rows.count - 1] = last.lowerBound..<range.upperBound
        } else {
          self.rows.append(range)
        }
      }
    }

    /// All rows in their order.
    static func whole(_ name: String, _ outputs: Int) -> Part {
      Part(name, outputs: outputs, rows: [0..<outputs])
    }

    /// Query, key and value by groups: the query heads of a key head, the key head, the value head. With as
    /// many key heads as query heads it is query, key and value of each head, with one key head it is all
    /// queries, the key and the value.
    static func fusedByGroup(_ name: String, _ model: ModelDescription) -> Part {
      let (size, head) = (model.queryGroup, model.headWidth)
      let groups = (0..<model.keyValueHeads).map { $0 * (size + 2) * head }
      let queries = groups.map { $0..<$0 + size * head }
      let keys = groups.map { $0 + size * head..<$0 + (size + 1) * head }
      let values = groups.map { $0 + (size + 1) * head..<$0 + (size + 2) * head }
      return Part(name, outputs: model.queryKeyValueWidth, rows: queries + keys + values)
    }
  }

  /// The name of the family.
  var family: String
  /// Beginnings of all names but the head's; a file has one of them throughout, or none.
  var prefixes: [String]
  /// The name of the list of layers: `h.` for `h.3.ln_1.weight`.
  var layers: String
  /// The order of the stored matrices of layers.
  var order: GraphWeight.Order = .outputsFirst
  /// The token embedding and the position embedding.
  var tokens: String
  var positions: String?
  /// Norms; those before attention and feed-forward part are of a layer.
  var norms: [NormRole: String]
  /// Norms of the heads of query and key.
  var headNorms: [HeadPart: String] = [:]
  /// Parts of the products of layers, in the order of their outputs.
  var products: [ProductRole: [Part]]
  /// The LM head, which has no prefix.
  var head = "lm_head"
  /// Buffers of layers that old files have: masks of the attention and frequencies of the rotation. They are
  /// not used and may be of any type.
  var buffers: [String] = []
}

extension [CheckpointLayout.Part] {
  /// Query, key and value, each with a matrix of its own.
  static func separate(_ prefix: String, _ names: [String], _ model: ModelDescription) -> Self {
    zip(names, [model.attentionWidth, model.keyValueWidth, model.keyValueWidth]).map {
      .whole(prefix + $0, $1)
    }
  }
}

extension CheckpointLayout {
  /// A stored tensor of a weight.
  struct Source {
    /// The name, with the prefix.
    var name: String
    /// The expected shape.
    var shape: [Int]
    /// The order of the stored matrix.
    var order: GraphWeight.Order
    /// Outputs of the matrix, or elements of the vector, that are used.
    var rows: [Range<Int>]
    /// True if the stored tensor may have more rows than are used: those of a vocabulary that is filled up.
    var mayHaveMoreRows = false

    /// True if the tensor is stored as the graph has it.
    func isWhole(in order: GraphWeight.Order) -> Bool {
      let outputs = shape.count == 1 || self.order == .outputsFirst ? shape[0] : shape[1]
      return (shape.count == 1 || self.order == order) && rows == [0..<outputs]
    }
  }

  /// The stored tensors of a weight of the graph, in the order of their outputs. Empty for a weight that the
  /// family does not have.
  ///
  /// - Parameters:
  ///   - weight: a weight with its full name.
  ///   - prefix: the beginning of all names in the file.
  func sources(of weight: GraphWeight, prefix: String) -> [Source] {
    func vector(_ name: String?, suffix: String = ".weight", inLayer: Bool) -> [Source] {
      guard let name else { return [] }
      let count = weight.tensor.shape[0]
      return [
        Source(
          name: prefix + (inLayer ? place(of: weight) : "") + name + suffix, shape: [count],
          order: .outputsFirst, rows: [0..<count])
      ]
    }
    func rows(_ name: String?) -> [Source] {
      guard let name else { return [] }
      return [
        Source(
          name: name, shape: weight.tensor.shape, order: .outputsFirst, rows: [0..<weight.tensor.shape[0]],
          mayHaveMoreRows: true)
      ]
    }
    switch weight.role {
    case .tokenEmbedding: return rows(prefix + tokens + ".weight")
    case .positionEmbedding: return rows(positions.map { prefix + $0 + ".weight" })
    case .gain(let role): return vector(norms[role], inLayer: role == .attention || role == .feedForward)
    case .shift(let role):
      return vector(norms[role], suffix: ".bias", inLayer: role == .attention || role == .feedForward)
    case .headGain(let part): return vector(headNorms[part], inLayer: true)
    case .matrix(.head): return rows(head + ".weight")
    case .bias(.head): return rows(head + ".bias")
    case .matrix(let role):
      return (products[role] ?? []).map { part in
        Source(
          name: prefix + place(of: weight) + part.name + ".weight",
          shape: order == .inputsFirst ? [weight.inputs, part.outputs] : [part.outputs, weight.inputs],
          order: order, rows: part.rows)
      }
    case .bias(let role):
      return (products[role] ?? []).map { part in
        Source(
          name: prefix + place(of: weight) + part.name + ".bias", shape: [part.outputs], order: .outputsFirst,
          rows: part.rows)
      }
    case .rotation, .slopes: return []
    }
  }

  /// The beginning of the names of a layer's tensors, from the full name of a weight of that layer.
  private func place(of weight: GraphWeight) -> String {
    guard let layer = OperatorGraph.layer(of: weight.tensor.name) else {
      preconditionFailure("\(weight.tensor.name) has no layer")
    }
    return "\(layers)\(layer)."
  }
}

extension ModelDescription {
  /// Elements of all queries, keys and values of a layer.
  var queryKeyValueWidth: Int { attentionWidth + 2 * keyValueWidth }
}
