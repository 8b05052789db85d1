internal import PIMExperiments

extension StoreKind {
  static let paper = StoreKind(fileName: "partial.jsonl", schema: "pimgpt-paper-results", noun: "paper")
}
