/// The keys and indices that lead from the root of a document to a node, written
/// `system.timing.rules[3].delay`.
public struct ConfigurationPath: Hashable, Sendable, CustomStringConvertible {
  /// A part of a path.
  public enum Component: Hashable, Sendable {
    /// A key of a mapping.
    case key(String)
    /// An index of a list, counted from 0.
    case index(Int)
  }

  /// The keys and indices from the root on.
  public let components: [Component]

  /// Creates the path of the root.
  package init() { components = [] }

  /// Creates a path from keys and indices.
  package init(_ components: [Component]) { self.components = components }

  /// Creates a path from keys.
  package init(keys: String...) { components = keys.map(Component.key) }

  /// True for the root.
  public var isEmpty: Bool { components.isEmpty }

  /// The last component if it is a key, otherwise nil.
  public var lastKey: String? {
    if case .key(let key) = components.last { key } else { nil }
  }

  /// The path of a key of the mapping at this path.
  package func appending(_ key: String) -> ConfigurationPath {
    ConfigurationPath(components + [.key(key)])
  }

  /// The path of an element of the list at this path.
  package func appending(index: Int) -> ConfigurationPath {
    ConfigurationPath(components + [.index(index)])
  }

  /// Reads `a.b[3].c`. A key with other characters than letters, digits, `_` and `-` is written in double
  /// quotes.
  ///
  /// - Returns: nil if the text is not a path.
  package init?(parsing text: String) {
    var components: [Component] = []
    var rest = Array(text.unicodeScalars)[...]
    var expectsKey = true
    while let first = rest.first {
      if first == "[" {
        guard !components.isEmpty, !expectsKey, let close = rest.firstIndex(of: "]") else { return nil }
        let digits = rest[(rest.startIndex + 1)..<close]
        guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }),
          let index = Int(String(String.UnicodeScalarView(digits)))
        else { return nil }
        components.append(.index(index))
        rest = rest[(close + 1)...]
      } else if first == "." {
        guard !expectsKey else { return nil }
        expectsKey = true
        rest = rest.dropFirst()
      } else if first == "\"" {
        guard expectsKey, let close = rest.dropFirst().firstIndex(of: "\"") else { return nil }
        components.append(.key(String(String.UnicodeScalarView(rest[(rest.startIndex + 1)..<close]))))
        expectsKey = false
        rest = rest[(close + 1)...]
      } else {
        guard expectsKey else { return nil }
        let key = rest.prefix { Self.isPlain($0) }
        guard !key.isEmpty else { return nil }
        components.append(.key(String(String.UnicodeScalarView(key))))
        expectsKey = false
        rest = rest[key.endIndex...]
      }
    }
    guard !expectsKey else { return nil }
    self.components = components
  }

  /// The path as documents and options write it; keys with other characters are quoted.
  public var description: String {
    var text = ""
    for component in components {
      switch component {
      case .key(let key):
        if !text.isEmpty { text += "." }
        text += !key.isEmpty && key.unicodeScalars.allSatisfy(Self.isPlain) ? key : "\"\(key)\""
      case .index(let index):
        text += "[\(index)]"
      }
    }
    return text
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-"
  }
}
