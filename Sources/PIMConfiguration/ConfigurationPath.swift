/// The way to a node from the root of a document, written `system.timing.rules[3].delay`.
public struct ConfigurationPath: Hashable, Sendable, CustomStringConvertible {
  /// One step of the way.
  public enum Component: Hashable, Sendable {
    case key(String)
    case index(Int)
  }

  /// The steps from the root.
  public let components: [Component]

  /// The root.
  public init() { components = [] }

  /// A path of any steps.
  public init(_ components: [Component]) { self.components = components }

  /// A path of keys.
  public init(keys: String...) { components = keys.map(Component.key) }

  /// Whether it is the root.
  public var isEmpty: Bool { components.isEmpty }

  /// The last key, if the path ends in one.
  public var lastKey: String? {
    if case .key(let key) = components.last { key } else { nil }
  }

  /// The path of a key of the mapping here.
  public func appending(_ key: String) -> ConfigurationPath {
    ConfigurationPath(components + [.key(key)])
  }

  /// The path of an element of the list here.
  public func appending(index: Int) -> ConfigurationPath {
    ConfigurationPath(components + [.index(index)])
  }

  /// Reads `a.b[3].c`; a key with other characters than letters, digits, `_` and `-` is written in double quotes.
  ///
  /// - Returns: nil if the text is not a path.
  public init?(parsing text: String) {
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

  /// The path as documents and options write it; keys with unusual characters are quoted.
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
