internal import PIMExperiments
internal import PIMReports

extension StoreKind {
  static let paper = StoreKind(fileName: "partial.jsonl", schema: "pimgpt-paper-results", noun: "paper")
}
