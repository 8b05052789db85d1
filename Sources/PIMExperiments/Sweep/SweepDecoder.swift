package import PIMConfiguration

/// Reads the axes and points of a sweep's file.
package struct SweepDecoder {
  /// The paths that are set so far, each with the axis that sets it, since a path may be set only once.
  private var owners: [ConfigurationPath: String] = [:]
  /// The ancestors of those paths. A mapping is split into the values that it sets, while a scalar in its
  /// place replaces all of them.
  private var above: [ConfigurationPath: [String]] = [:]

  package static func positions(_ value: Value) throws(ConfigurationError) -> PositionSelection {
    let text = try value.text()
    do throws(InputError) {
      return try PositionSelection(parsing: text)
    } catch {
      throw value.error(error.what, found: Node.shown(text), expected: error.expected)
    }
  }

  // MARK: Settings

  private static func path(_ key: Node.Key, of value: Value) throws(ConfigurationError) -> ConfigurationPath {
    guard let path = ConfigurationPath(parsing: key.name) else {
      throw ConfigurationError(
        mark: key.mark, path: value.path, what: "malformed path",
        expected: "keys with points between them, such as system.timing.tRP")
    }
    return path
  }

  /// - Parameter node: the value; nil for an axis, whose values are scalars.
  private mutating func take(_ path: ConfigurationPath, _ node: Node?, for name: String, mark: Mark)
    throws(ConfigurationError)
  {
    if let entries = node?.mapping?.entries, !entries.isEmpty {
      for entry in entries {
        try take(path.appending(entry.key.name), entry.value, for: name, mark: entry.key.mark)
      }
      return
    }
    // A reference to a document and changes within the document are separate settings.
    let isReference = path.components.count == 1
    var parents: [ConfigurationPath] = []
    for count in 1..<max(1, path.components.count) {
      parents.append(ConfigurationPath(Array(path.components.prefix(count))))
    }
    let rival =
      ([path] + parents.dropFirst()).compactMap { owners[$0] }.first { $0 != name }
      ?? (isReference ? nil : above[path]?.first { $0 != name })
    if let rival {
      throw ConfigurationError(
        mark: mark, path: path, what: "set twice", found: "it here and in \(rival)",
        expected: "one place that sets it")
    }
    owners[path] = name
    for parent in parents where above[parent]?.contains(name) != true {
      above[parent, default: []].append(name)
    }
  }

  /// Checks that a name or a label fits on one line of a table or a message.
  private static func check(_ text: String, _ what: String, mark: Mark, path: ConfigurationPath)
    throws(ConfigurationError)
  {
    guard !text.isEmpty else {
      throw ConfigurationError(mark: mark, path: path, what: "empty \(what)", expected: "a name")
    }
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && !(0x2028...0x2029).contains($0.value)
    }
    guard isPlain else {
      throw ConfigurationError(
        mark: mark, path: path, what: "control character in a \(what)",
        expected: "one line of text")
    }
  }

  private static func checkName(_ key: Node.Key, of value: Value) throws(ConfigurationError) {
    try check(key.name, "name", mark: key.mark, path: value.path)
    if SweepTable.columnNames.contains(key.name) {
      throw ConfigurationError(
        mark: key.mark, path: value.path, what: "an axis with the name of a column of the results",
        expected: "another name")
    }
  }

  /// The settings of a mapping from paths to values; empty for nil.
  mutating func settings(of value: Value?, for name: String = "set") throws(ConfigurationError) -> [Sweep
    .Setting]
  {
    guard let value else { return [] }
    var section = try value.section()
    // A key with the value null sets null, which leaves the value out of the configuration.
    var settings: [Sweep.Setting] = []
    var paths: Set<ConfigurationPath> = []
    for (key, element) in section.entries() {
      let path = try Self.path(key, of: element)
      guard paths.insert(path).inserted else {
        throw ConfigurationError(
          mark: key.mark, path: element.path, what: "set twice", expected: "each path once")
      }
      try take(path, element.node, for: name, mark: key.mark)
      settings.append(Sweep.Setting(path: path, value: element.node))
    }
    return settings
  }

  // MARK: Axes

  mutating func axes(_ value: Value) throws(ConfigurationError) -> [Sweep.Axis] {
    var section = try value.section()
    var axes: [Sweep.Axis] = []
    for (key, value) in section.entries() { axes.append(try axis(key, value)) }
    guard !axes.isEmpty else {
      throw value.error("no axis", expected: "a path with a list of values, such as tokens: [128, 1024]")
    }
    return axes
  }

  /// An axis: a path with a list of scalars, or a name with a mapping from labels to settings.
  private mutating func axis(_ key: Node.Key, _ value: Value) throws(ConfigurationError) -> Sweep.Axis {
    let expected = "a list of values, or a mapping of labels, each with the paths that it sets"
    try Self.checkName(key, of: value)
    var values: [Sweep.AxisValue] = []
    if value.node.mapping != nil {
      var section = try value.section()
      for (label, settings) in section.entries() {
        try Self.check(label.name, "label", mark: label.mark, path: settings.path)
        values.append(
          Sweep.AxisValue(
            label: label.name, settings: try self.settings(of: settings, for: "the axis \(key.name)")))
      }
    } else if value.node.sequence != nil {
      let path = try Self.path(key, of: value)
      try take(path, nil, for: "the axis \(key.name)", mark: key.mark)
      var labels: Set<String> = []
      for element in try value.list() {
        guard let scalar = element.node.scalar else {
          throw element.error(
            "a value without a label", found: element.node.kindDescription,
            expected: "the axis as a mapping of labels, such as half: {\(path): …}")
        }
        let label = scalar.isNull ? "null" : scalar.text
        try Self.check(label, "value", mark: element.node.mark, path: element.path)
        guard labels.insert(label).inserted else {
          throw element.error("value twice", found: Node.shown(label), expected: "each value once")
        }
        values.append(
          Sweep.AxisValue(label: label, settings: [Sweep.Setting(path: path, value: element.node)]))
      }
    } else {
      throw value.error("wrong type", found: value.node.kindDescription, expected: expected)
    }
    guard !values.isEmpty else { throw value.error("no values", expected: expected) }
    return Sweep.Axis(name: key.name, values: values)
  }

  // MARK: Points

  static func grid(_ axes: [Sweep.Axis], at value: Value) throws(ConfigurationError) -> [Sweep.Point] {
    var count = 1
    for axis in axes {
      // No overflow: the count so far is within the limit, and the file's size bounds the number of values.
      count *= axis.values.count
      guard count <= Sweep.mostPoints else {
        throw value.error("too many points", expected: "at most \(Sweep.mostPoints) in the grid of all axes")
      }
    }
    return (0..<count).map { index in
      var rest = index
      var chosen: [Sweep.AxisValue] = []
      for axis in axes.reversed() {
        chosen.append(axis.values[rest % axis.values.count])
        rest /= axis.values.count
      }
      chosen.reverse()
      return Sweep.Point(index: index, labels: chosen.map(\.label), settings: chosen.flatMap(\.settings))
    }
  }

  static func zip(_ axes: [Sweep.Axis], at value: Value) throws(ConfigurationError) -> [Sweep.Point] {
    let count = axes.first?.values.count ?? 0
    for axis in axes where axis.values.count != count {
      throw value.error(
        "axes of different lengths",
        found: "\(axis.values.count) \(axis.values.count == 1 ? "value" : "values") of \(axis.name)",
        expected: "\(count), as many as \(axes.first?.name ?? "") has, for combination: zip")
    }
    guard count <= Sweep.mostPoints else {
      throw value.error("too many points", found: "\(count)", expected: "at most \(Sweep.mostPoints)")
    }
    return (0..<count).map { index in
      let chosen = axes.map { $0.values[index] }
      return Sweep.Point(index: index, labels: chosen.map(\.label), settings: chosen.flatMap(\.settings))
    }
  }

  private static func label(_ setting: Sweep.Setting) -> String {
    setting.value.isNull ? "null" : setting.value.scalar?.text ?? ""
  }

  /// The points of a list. The axes are the paths that any point sets, in the order of first occurrence.
  mutating func list(_ value: Value) throws(ConfigurationError) -> ([Sweep.Axis], [Sweep.Point]) {
    let elements = try value.list()
    guard !elements.isEmpty, elements.count <= Sweep.mostPoints else {
      throw value.error(
        "wrong length", found: "\(elements.count)", expected: "a length between 1 and \(Sweep.mostPoints)")
    }
    var names: [String] = []
    var known: Set<String> = []
    var all: [[String: Sweep.Setting]] = []
    var inOrder: [[Sweep.Setting]] = []
    var places: [[String: String]: Mark] = [:]
    for element in elements {
      let settings = try settings(of: element, for: "points")
      for setting in settings {
        guard setting.value.scalar != nil else {
          throw ConfigurationError(
            mark: setting.value.mark, path: setting.path, what: "a value without a label",
            found: setting.value.kindDescription,
            expected: "a scalar; a mapping can be given by its paths, one by one")
        }
        let name = setting.path.description
        try Self.check(Self.label(setting), "value", mark: setting.value.mark, path: setting.path)
        if known.insert(name).inserted { names.append(name) }
      }
      let labels = Dictionary(settings.map { ($0.path.description, Self.label($0)) }) { first, _ in first }
      if let earlier = places[labels] {
        throw element.error(
          "point twice", found: "the point of line \(earlier.line)", expected: "each point once")
      }
      places[labels] = element.node.mark
      all.append(Dictionary(settings.map { ($0.path.description, $0) }) { first, _ in first })
      inOrder.append(settings)
    }
    let points = all.enumerated().map { index, settings in
      Sweep.Point(
        index: index, labels: names.map { settings[$0].map(Self.label) }, settings: inOrder[index])
    }
    let axes = names.enumerated().map { place, name in
      var values: [Sweep.AxisValue] = []
      var labels: Set<String> = []
      for point in points {
        if let label = point.labels[place], labels.insert(label).inserted {
          values.append(Sweep.AxisValue(label: label, settings: []))
        }
      }
      return Sweep.Axis(name: name, values: values)
    }
    return (axes, points)
  }
}
