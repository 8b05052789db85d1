extension StoreKind {
  static let sweep = StoreKind(fileName: "results.jsonl", schema: "pimgpt-sweep-results", noun: "sweep")
}
