internal import PIMConfiguration

/// The default experiment of a model: embedding, layers and LM head on the paper's machine with the paper's
/// mapping.
struct StandIn {
  /// The preset of the system of default experiments.
  static let system = "pim-gpt"

  /// The document, without overrides.
  let document: Node
  /// A remark for the user: the keys as overrides leave them.
  let note: String

  /// - Parameters:
  ///   - model: the reference to the model.
  ///   - tokens: the length of the run.
  ///   - mark: the place that messages name.
  ///   - subject: what is run, as the beginning of the remark.
  ///   - extent: the end of the remark, unless overrides give the length of the run.
  init(of model: String, tokens: Int, _ overrides: [Override], mark: Mark, subject: String, extent: String) {
    let values = [
      ("model", model), ("system", Self.system), ("mapping", "paper"), ("tokens", "\(tokens)"),
      ("embedding", "true"), ("lmHead", "true"),
    ]
    let entries = values.map {
      Node.Entry(key: Node.Key($0, mark: mark), value: Node(plain: $1, mark: mark))
    }
    document = Node(.mapping(Node.Mapping(entries)), mark: mark)
    func override(of key: String) -> Override? { overrides.last { $0.path == ConfigurationPath(keys: key) } }
    let keys = values.map { key, value in
      "\(key): \(override(of: key).map { $0.value.scalar?.text ?? "…" } ?? value)"
    }
    note =
      "\(subject) is run as {\(keys.joined(separator: ", "))}" + (override(of: "tokens") == nil ? extent : "")
  }
}
