/// The kind of results in a store: file name, schema and noun.
package struct StoreKind: Sendable {
  /// The name of the file of lines.
  let fileName: String
  let schema: String
  /// The noun in messages, and the key of the name in the file's header, such as `sweep`.
  let noun: String
  /// The option that names the folder, for messages.
  let option: String

  package init(fileName: String, schema: String, noun: String, option: String = "-o") {
    (self.fileName, self.schema, self.noun, self.option) = (fileName, schema, noun, option)
  }
}
