public import PIMConfiguration

/// A value that differs between two resolved documents.
public struct ConfigurationDifference: Hashable, Sendable {
  /// The path of the value, such as `system.timing.tRP`.
  public let path: ConfigurationPath
  /// The value of the first document as written there; nil if it has none.
  public let a: String?
  /// The value of the second document as written there; nil if it has none.
  public let b: String?

  /// All values that differ: first those of `a` in document order, then those that only `b` has. Numbers and
  /// quantities are compared by value, not by notation.
  package static func all(_ a: Node, _ b: Node) -> [ConfigurationDifference] {
    var result: [ConfigurationDifference] = []
    collect(a, b, at: ConfigurationPath(), into: &result)
    return result
  }

  private static func collect(
    _ a: Node?, _ b: Node?, at path: ConfigurationPath, into result: inout [ConfigurationDifference]
  ) {
    let (a, b) = (a.flatMap { $0.isNull ? nil : $0 }, b.flatMap { $0.isNull ? nil : $0 })
    if a == nil && b == nil { return }
    let (left, right) = (a?.mapping?.entries ?? [], b?.mapping?.entries ?? [])
    if a?.mapping != nil || b?.mapping != nil, a?.mapping != nil || a == nil, b?.mapping != nil || b == nil {
      for entry in left {
        collect(entry.value, b?[entry.key.name], at: path.appending(entry.key.name), into: &result)
      }
      for entry in right where a?[entry.key.name] == nil {
        collect(nil, entry.value, at: path.appending(entry.key.name), into: &result)
      }
      return
    }
    if let left = a?.sequence, let right = b?.sequence, left.contains(where: { $0.scalar == nil }) {
      for index in 0..<max(left.count, right.count) {
        collect(
          index < left.count ? left[index] : nil, index < right.count ? right[index] : nil,
          at: path.appending(index: index), into: &result)
      }
      return
    }
    let (before, after) = (a.map(text), b.map(text))
    if before != after { result.append(ConfigurationDifference(path: path, a: before, b: after)) }
  }

  /// A value on one line.
  private static func text(_ node: Node) -> String {
    switch node.content {
    case .scalar:
      canonicalText(of: node).split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init)
        ?? ""
    case .sequence(let nodes): "[" + nodes.map(text).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      "{"
        + mapping.entries.filter { !$0.value.isNull }.map { "\($0.key.name): \(text($0.value))" }.joined(
          separator: ", ") + "}"
    }
  }
}
