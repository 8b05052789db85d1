public import PIMConfiguration

/// A resolved document as reports carry it: values, hash and sources.
public struct ResolvedConfiguration {
  /// With defaults filled in and the source of every value.
  public let document: Node

  /// - Parameter document: resolved, with defaults filled in.
  package init(_ document: Node) { self.document = document }

  /// SHA-256 of the values: equal for documents that mean the same, however they are written.
  public var hash: String { resolvedHash(of: document) }

  /// The values that somebody assumed: what a reader of a result should know first.
  public var assumptions: [ResolvedConstant] { constants.filter { $0.certainty == .assumed } }

  /// The values that have a source of their own, and those of the command line: all but what is merely
  /// written down.
  public var sourced: [ResolvedConstant] {
    constants.filter {
      ($0.certainty != .user && $0.certainty != .builtIn) || $0.mark.file == nil && $0.certainty == .user
    }
  }

  private var constants: [ResolvedConstant] { ResolvedConstant.all(in: document) }
}
