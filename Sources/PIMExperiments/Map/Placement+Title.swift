internal import PIMConfiguration
internal import PIMHardware
internal import PIMInstructions
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

extension Placement.Kind {
  var title: String {
    switch self {
    case .weight: "weight"
    case .parameter: "parameter"
    case .keyCache: "key cache"
    case .valueCache: "value cache"
    }
  }
}
