struct SweepPage {
  let text: String
  init(_ table: SweepTable) { text = "" }
}
