package import PIMConfiguration
internal import Testing

extension Node {
  package func integer(_ key: String) throws -> Int {
    try #require(self[key]?.scalar.flatMap { Int($0.text) })
  }

  /// The sum over the members of a mapping.
  package func sum(_ key: String) throws -> Int {
    try #require(self[key]?.mapping).entries.map { try #require(Int($0.value.scalar!.text)) }.reduce(0, +)
  }
}
