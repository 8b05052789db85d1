public import PIMConfiguration

/// The mappings that a search looks at: a mapping to begin with, and values for some of its keys.
///
///     mapping: paper
///     choices:
///       schedule: [serial, overlapped]
///       attention: [sequential, pipelined]
///       attentionGroups: {values: [1, 2, 3, 4], only: {attention: [pipelined]}}
public struct Space: Sendable {
  /// A key of a mapping with the values that it may have.
  public struct Choice: Sendable {
    /// The path of the key in a mapping, such as `operators.feedForwardUp.tiles`.
    public let path: ConfigurationPath
    /// The values, scalars, in the order of the file; null leaves the key out.
    package let values: [Node]
    /// The condition under which the key is chosen: values of earlier choices, any of each.
    package let only: [Condition]

    /// The values as text.
    public var labels: [String] { values.map(Space.label) }
  }

  /// A condition on an earlier choice.
  package struct Condition: Sendable {
    /// The index of the choice.
    package let choice: Int
    /// The indices of the values that satisfy it.
    package let values: Set<Int>
  }

  /// The file's name without extension.
  public let name: String
  /// A description in a sentence; may be empty.
  public let description: String
  /// The mapping that all points begin with: a preset, a path or a mapping.
  package let mapping: Node
  /// The choices, in the order in which a search divides the space.
  public let choices: [Choice]
  /// The index of the value that a search begins with, for each choice.
  package let start: [Int]

  /// The number of points.
  public var count: Int { Space.count(behind: [], choices) }

  /// The text of a value in tables and messages.
  package static func label(_ value: Node) -> String {
    value.isNull ? "null" : value.scalar?.text ?? value.kindDescription
  }
}

/// A point of a space, or the beginning of one: the index of a value for each choice, or `Space.absent`.
package typealias Prefix = [Int]

extension Space {
  /// The index of a choice whose condition is not satisfied.
  package static let absent = -1

  /// True if the choice behind a prefix is to be made.
  package func isActive(behind prefix: Prefix) -> Bool {
    choices[prefix.count].only.allSatisfy { $0.values.contains(prefix[$0.choice]) }
  }

  /// The prefixes that are longer by one choice.
  package func children(of prefix: Prefix) -> [Prefix] {
    isActive(behind: prefix)
      ? choices[prefix.count].values.indices.map { prefix + [$0] } : [prefix + [Space.absent]]
  }

  /// True for a prefix with all choices.
  package func isPoint(_ prefix: Prefix) -> Bool { prefix.count == choices.count }

  /// The point with values for the choices as far as their conditions are satisfied.
  package func point(_ wanted: [Int]) -> Prefix {
    var prefix: Prefix = []
    for index in choices.indices { prefix.append(isActive(behind: prefix) ? wanted[index] : Space.absent) }
    return prefix
  }

  /// The number of points behind a prefix.
  ///
  /// A choice matters to later conditions only, so the count is the product of the numbers of values where no
  /// condition reads a choice.
  package static func count(behind prefix: Prefix, _ choices: [Choice]) -> Int {
    let index = prefix.count
    guard index < choices.count else { return 1 }
    let choice = choices[index]
    guard choice.only.allSatisfy({ $0.values.contains(prefix[$0.choice]) }) else {
      return count(behind: prefix + [absent], choices)
    }
    let isRead = choices[(index + 1)...].contains { $0.only.contains { $0.choice == index } }
    if !isRead { return choice.values.count * count(behind: prefix + [0], choices) }
    return choice.values.indices.reduce(0) { $0 + count(behind: prefix + [$1], choices) }
  }

  /// The values of a point by the paths of a mapping; choices that are absent are left out.
  package func settings(of prefix: Prefix) -> [(path: ConfigurationPath, value: Node)] {
    zip(choices, prefix).compactMap { choice, index in
      index == Space.absent ? nil : (choice.path, choice.values[index])
    }
  }

  /// The values of a point as text: `schedule = overlapped, productTiles = 6`.
  package func title(of prefix: Prefix) -> String {
    settings(of: prefix).map { "\($0.path) = \(Space.label($0.value))" }.joined(separator: ", ")
  }
}
