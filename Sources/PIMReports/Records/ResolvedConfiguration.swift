public import PIMConfiguration

/// A resolved document with the properties that reports state: values, hash and sources.
public struct ResolvedConfiguration {
  /// The document, with defaults filled in and the source of every value.
  public let document: Node

  /// - Parameter document: a resolved document with defaults filled in.
  package init(_ document: Node) { self.document = document }

  /// SHA-256 of the values: equal for documents with the same meaning, whatever their notation.
  public var hash: String { resolvedHash(of: document) }

  /// The values whose source is an assumption; a reader of a result should know them first.
  public var assumptions: [ResolvedConstant] { constants.filter { $0.certainty == .assumed } }

  /// The values that have a source of their own, and those set on the command line. Values without provenance
  /// are not among them.
  public var sourced: [ResolvedConstant] {
    constants.filter {
      ($0.certainty != .user && $0.certainty != .builtIn) || $0.mark.file == nil && $0.certainty == .user
    }
  }

  private var constants: [ResolvedConstant] { ResolvedConstant.all(in: document) }
}
