internal import PIMMapping

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
