/// A kind of store: what its results are of.
package struct StoreKind: Sendable {
  /// The name of its file of lines.
  let fileName: String
  let schema: String
  /// `sweep`: in messages, and the key under which the file has the name.
  let noun: String

  package init(fileName: String, schema: String, noun: String) {
    (self.fileName, self.schema, self.noun) = (fileName, schema, noun)
  }
}
