/// Places the names of points in a diagram, so that no name touches another name, a point or the edge at any
/// width of the diagram.
///
/// Names have a fixed size while the diagram grows with the screen. A place is taken if it is free at all of
/// some widths from the narrowest; a name without such a place is left out. Names are placed in their order.
/// O(n²) in the number of points.
package struct LabelPlacement {
  /// The width of the narrowest diagram, on a screen of 360 px, in pixels.
  package static let leastWidth = 235.0
  /// The width of a character of a name, in pixels: an upper estimate for the mean of a word.
  package static let characterWidth = 6.6
  /// The height of a diagram, in pixels.
  static let height = 192.0
  private static let widths = [leastWidth, 300, 400, 550, 780]
  private static let (lineHeight, gap, radius) = (13.0, 7.0, 5.0)
  /// The largest number of named points.
  static let mostNames = 40

  /// A place of a name beside its point.
  package enum Place: CaseIterable {
    case right, left, above, below, aboveRight, aboveLeft, belowRight, belowLeft
  }

  private struct Box {
    var left: Double, right: Double, top: Double, bottom: Double

    func touches(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  /// The places of names, in the order of `points`; nil for a point whose name has no room.
  ///
  /// - Parameters:
  ///   - points: position in shares of the diagram, from the left and from the top, and the name; a point
  ///     without a name takes room and has no label. The more important come first.
  package static func places(of points: [(x: Double, y: Double, name: String)]) -> [Place?] {
    let dots = widths.map { width in
      points.map { point in
        Box(
          left: point.x * width - radius, right: point.x * width + radius,
          top: point.y * height - radius, bottom: point.y * height + radius)
      }
    }
    var taken: [[Box]] = widths.map { _ in [] }
    return points.enumerated().map { index, point in
      if point.name.isEmpty || (taken.first?.count ?? 0) >= mostNames { return nil }
      for place in Place.allCases {
        let boxes = widths.map { box(of: point, at: place, width: $0) }
        let isFree = boxes.indices.allSatisfy { number in
          let box = boxes[number]
          return box.left >= 0 && box.right <= widths[number] && box.top >= -lineHeight
            && box.bottom <= height
            && !taken[number].contains { $0.touches(box) }
            && !dots[number].indices.contains { $0 != index && dots[number][$0].touches(box) }
        }
        if isFree {
          for number in boxes.indices { taken[number].append(boxes[number]) }
          return place
        }
      }
      return nil
    }
  }

  private static func box(
    of point: (x: Double, y: Double, name: String), at place: Place, width: Double
  ) -> Box {
    let (x, y) = (point.x * width, point.y * height)
    let length = Double(point.name.count) * characterWidth
    let (left, top) =
      switch place {
      case .right: (x + gap, y - lineHeight / 2)
      case .left: (x - gap - length, y - lineHeight / 2)
      case .above: (x - length / 2, y - gap - lineHeight)
      case .below: (x - length / 2, y + gap)
      case .aboveRight: (x - radius, y - gap - lineHeight)
      case .aboveLeft: (x + radius - length, y - gap - lineHeight)
      case .belowRight: (x - radius, y + gap)
      case .belowLeft: (x + radius - length, y + gap)
      }
    return Box(left: left, right: left + length, top: top, bottom: top + lineHeight)
  }

  /// The positions of names in a column beside the diagram, in shares of its height: as near to the wished
  /// ones as lines of text allow, in the same order.
  package static func column(_ wishes: [Double]) -> [Double] {
    let gap = lineHeight * 1.1 / height
    let order = wishes.indices.sorted { (wishes[$0], $0) < (wishes[$1], $1) }
    var places = wishes
    for (a, b) in zip(order, order.dropFirst()) { places[b] = max(places[b], places[a] + gap) }
    // What was pushed beyond the end comes back, with its predecessors.
    var limit = 1.0
    for index in order.reversed() {
      places[index] = min(places[index], limit)
      limit = places[index] - gap
    }
    return places
  }
}
