internal import PIMConfiguration

/// The part of JSON Schema that the report's schema uses; any other keyword is a fault.
package struct SchemaValidator {
  private let root: Node

  /// What is wrong with a report by docs/report.schema.json; nothing for one that is as it says.
  ///
  /// - Parameter kind: `simulation` or `replay`.
  package static func faults(_ report: [UInt8], kind: String) throws -> [String] {
    let report = try Document.parse(bytes: report, name: "report")
    let validator = SchemaValidator(root: try Document.load(path: Fixtures.root + "/docs/report.schema.json"))
    guard let schema = validator.root["$defs"]?[kind] else { return ["no schema of \(kind)"] }
    return validator.faults(of: report, against: schema, at: "")
  }

  private func faults(of value: Node, against schema: Node, at path: String) -> [String] {
    var faults: [String] = []
    for entry in schema.mapping?.entries ?? [] {
      let rule = entry.value
      switch entry.key.name {
      case "description", "properties", "pattern": break
      case "$ref":
        let name = rule.scalar!.text.dropFirst("#/$defs/".count)
        guard let target = root["$defs"]?[String(name)] else { return ["\(path): nothing at \(name)"] }
        faults += self.faults(of: value, against: target, at: path)
      case "const":
        if value.scalar != rule.scalar { faults.append("\(path): another constant") }
      case "enum":
        if !rule.sequence!.contains(where: { $0.scalar == value.scalar }) {
          faults.append("\(path): not one of its values")
        }
      case "type":
        let types = (rule.sequence ?? [rule]).map { $0.scalar!.text }
        if !types.contains(where: { Self.has(value, $0) }) {
          faults.append("\(path): not a \(types.joined(separator: " or "))")
        }
      case "minimum", "maximum":
        guard let scalar = value.scalar, let number = Double(scalar.text) else { break }
        let limit = Double(rule.scalar!.text)!
        if entry.key.name == "minimum" ? number < limit : number > limit {
          faults.append("\(path): out of range")
        }
      case "required":
        for name in rule.sequence!.map({ $0.scalar!.text }) where value[name] == nil {
          faults.append("\(path): no \(name)")
        }
      case "items":
        for (index, item) in (value.sequence ?? []).enumerated() {
          faults += self.faults(of: item, against: rule, at: "\(path)/\(index)")
        }
      case "propertyNames":
        for member in value.mapping?.entries ?? [] {
          let name = Node(.scalar(Node.Scalar(member.key.name, isPlain: false)), mark: member.key.mark)
          faults += self.faults(of: name, against: rule, at: "\(path)/\(member.key.name)")
        }
      case "additionalProperties":
        for member in value.mapping?.entries ?? [] where schema["properties"]?[member.key.name] == nil {
          if rule.scalar?.text == "false" {
            faults.append("\(path): \(member.key.name) is not described")
          } else {
            faults += self.faults(of: member.value, against: rule, at: "\(path)/\(member.key.name)")
          }
        }
      default: faults.append("\(path): the schema has \(entry.key.name), which is not checked")
      }
    }
    for property in schema["properties"]?.mapping?.entries ?? [] {
      guard let member = value[property.key.name] else { continue }
      faults += self.faults(of: member, against: property.value, at: "\(path)/\(property.key.name)")
    }
    return faults
  }

  private static func has(_ value: Node, _ type: String) -> Bool {
    let scalar = value.scalar
    let plain = scalar.flatMap { $0.isPlain ? $0.text : nil }
    return switch type {
    case "object": value.mapping != nil
    case "array": value.sequence != nil
    case "string": scalar.map { !$0.isPlain } ?? false
    case "null": plain == "null"
    case "boolean": plain == "true" || plain == "false"
    case "integer": plain.flatMap { Int64($0) } != nil
    case "number": plain.flatMap { Double($0) } != nil
    default: false
    }
  }
}
