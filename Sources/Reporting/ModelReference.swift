public import Configuration
public import Workload

/// What `model:` may be: a model document.
public enum ModelReference {
  public static func model(_ value: Value) throws -> ModelDescription {
    try ModelDescription(decoding: try value.section())
  }
}
