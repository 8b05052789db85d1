public import PIMConfiguration
internal import PIMHardware
internal import PIMInstructions
internal import PIMMapping
internal import PIMReports
internal import PIMWorkload

/// The placement of an experiment's tensors as text.
public struct MapReport {
  let experiment: Experiment
  let compiled: CompiledModel
  var memory: MemoryMap { compiled.memory }
  var geometry: Geometry { compiled.geometry }

  init(_ experiment: Experiment, _ compiled: CompiledModel) {
    (self.experiment, self.compiled) = (experiment, compiled)
  }

  // MARK: Table

  /// The tensors, their totals, and the use of the ASIC's SRAM.
  public var text: String {
    TextWidth.printable([headline, tensorText, totalText, sramText].joined(separator: "\n"))
  }

  private var headline: String {
    "\(experiment.model.name) on \(experiment.system.name), mapping \(experiment.policy.name): "
      + "\(geometry.channels) channels x \(geometry.banks) banks x \(NumberText.count(geometry.rows)) rows x "
      + "\(geometry.columns) columns, \(NumberText.count(compiled.context)) positions reserved\n"
  }

  private var tensorText: String {
    var table = TextTable([.left, .left, .left] + Array(repeating: .right, count: 7))
    table.row(
      "tensor", "shape", "kind", "channels", "banks", "first row", "rows", "columns", "utilisation",
      "imbalance")
    func add(_ placement: Placement, _ name: String) {
      table.row(
        name, placement.tensor.shape.map { "\($0)" }.joined(separator: " x "), placement.kind.title,
        "\(placement.channelsUsed.count)", "\(placement.banksUsed)",
        NumberText.count(placement.rows.lowerBound),
        NumberText.count(placement.rows.count), NumberText.count(placement.columnsPerBank),
        NumberText.percent(placement.utilisation), NumberText.fixed(placement.imbalance, 3))
    }
    for placement in memory.blockPlacements { add(placement, "h.*.\(placement.name)") }
    for placement in memory.modelPlacements { add(placement, placement.name) }
    var text = "Tensors\n\n" + table.text + "\n"
    text +=
      "  h.* stands for \(memory.layers) layers, each \(NumberText.count(memory.rowsPerLayer)) rows further than the one before. "
    text +=
      "Rows and columns (accesses) are\n  those of every bank; utilisation is data over reserved rows (vectors that share a row each have it counted),\n  imbalance the busiest channel over the mean.\n"
    return text
  }

  private var totalText: String {
    let placements = memory.placements
    let data = placements.reduce(0) { $0 + $1.bytes }
    let row = geometry.elementsPerRow * 2 * geometry.outputsPerSlot
    var table = TextTable([.left, .right, .left])
    table.row(
      "rows", NumberText.count(memory.rows),
      "of \(NumberText.count(geometry.rows)) in every bank, \(NumberText.percent(Double(memory.rows) / Double(geometry.rows)))"
    )
    table.row("reserved", NumberText.bytes(memory.rows * row), "of \(NumberText.bytes(geometry.rows * row))")
    table.row(
      "data", NumberText.bytes(data),
      "\(NumberText.percent(Double(data) / Double(max(1, memory.rows * row)))) of what is reserved")
    return "Totals\n\n" + table.text
  }

  private var sramText: String {
    let steps = (compiled.sram.buffers.map(\.live.upperBound).max() ?? 0) + 1
    let capacity = experiment.system.asic.sramBytes
    var table = TextTable([.left, .right, .right, .left])
    table.row("buffer", "first byte", "bytes", "in use, by step of a token")
    for buffer in compiled.sram.buffers {
      let live = String((0..<steps).map { buffer.live.contains($0) ? "#" : "." })
      table.row(
        buffer.name, NumberText.count(Int(buffer.address) * 2), NumberText.count(buffer.elements * 2), live)
    }
    table.row("peak", "", NumberText.count(compiled.sram.peakBytes))
    let share = Double(compiled.sram.peakBytes) / Double(capacity)
    return "ASIC SRAM, \(NumberText.count(capacity)) bytes, \(NumberText.percent(share)) used at the peak\n\n"
      + table.text
  }

  // MARK: Queries

  /// The contents of the column `channel,bank,row,column`, lane by lane.
  ///
  /// - Throws: `InputError` for coordinates that are malformed or outside the machine.
  public func contents(at coordinates: String) throws(InputError) -> String {
    let subject = "--at \(InputError.shortened(coordinates))"
    let parts = coordinates.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Self.number($0) }
    guard parts.count == 4, numbers.count == 4 else {
      throw InputError(subject, "malformed place", expected: "channel,bank,row,column such as 0,3,120,7")
    }
    let limits = [
      ("channel", geometry.channels), ("bank", geometry.banks), ("row", geometry.rows),
      ("column", geometry.columns),
    ]
    for (number, (name, count)) in zip(numbers, limits) where number >= count {
      throw InputError(
        subject, "no \(name) \(number)",
        expected: count == 1 ? "\(name) 0" : "a \(name) from 0 to \(count - 1)")
    }
    let contents = memory.contents(channel: numbers[0], bank: numbers[1], row: numbers[2], column: numbers[3])
    var table = TextTable([.left, .right, .left, .left])
    for (lane, content) in contents.enumerated() {
      let place = CellLocation(
        channel: numbers[0], bank: numbers[1], row: numbers[2], column: numbers[3], lane: lane)
      table.row("lane", "\(lane)", element(content), memory.describe(place))
    }
    return "channel \(numbers[0]), bank \(numbers[1]), row \(numbers[2]), column \(numbers[3])\n\n"
      + table.text
  }

  private func element(_ content: MemoryMap.Content) -> String {
    guard case .element(let tensor, let i, let j) = content else { return "" }
    let isVector = memory.placement(of: tensor).map { $0.tensor.shape.count == 1 } ?? false
    return isVector ? "\(tensor)[\(j)]" : "\(tensor)[\(i),\(j)]"
  }

  /// The location of the element `tensor[i,j]`, or `tensor[i]` of a vector.
  ///
  /// - Throws: `InputError` for a malformed element, an unknown tensor or an index outside the tensor.
  public func location(of element: String) throws(InputError) -> String {
    let subject = "--of \(InputError.shortened(element))"
    guard let bracket = element.firstIndex(of: "["), element.last == "]", bracket > element.startIndex else {
      throw InputError(
        subject, "malformed element",
        expected: "a tensor and its indices such as h.0.attn.c_attn.weight[12,845]")
    }
    let name = String(element[..<bracket])
    let inner = element[element.index(after: bracket)...].dropLast()
    let parts = inner.split(separator: ",", omittingEmptySubsequences: false).map { part in
      part.drop { $0 == " " }
    }
    let indices = parts.compactMap { Self.number($0) }
    guard let placement = memory.placement(of: name) else { throw unknown(name, subject) }
    let shape = placement.tensor.shape
    guard indices.count == parts.count, indices.count == shape.count else {
      let form = shape.count == 1 ? "\(name)[i]" : "\(name)[i,j]"
      throw InputError(subject, "malformed indices", expected: "\(form) with whole numbers")
    }
    for (index, count) in zip(indices, shape) where index >= count {
      throw InputError(
        subject, "no element \(index) in a tensor of \(shape.map { "\($0)" }.joined(separator: " x "))",
        expected: "an index from 0 to \(count - 1)")
    }
    let place =
      shape.count == 1 ? placement.location(0, indices[0]) : placement.location(indices[0], indices[1])
    return "\(place)\n\(memory.describe(place))\n"
  }

  private func unknown(_ name: String, _ subject: String) -> InputError {
    let roles = memory.blockPlacements.map(\.name)
    let outside = memory.modelPlacements.map(\.name)
    let layers = memory.layers == 1 ? "layer 0" : "layers 0 to \(memory.layers - 1)"
    let parts = name.split(separator: ".", maxSplits: 2).map(String.init)
    var suggestion: String?
    if roles.contains(name) {
      suggestion = "h.0.\(name)"
    } else if parts.count == 3, parts[0] == "h", let layer = Int(parts[1]) {
      if !(0..<memory.layers).contains(layer), roles.contains(parts[2]) {
        return InputError(subject, "no layer \(parts[1])", expected: layers)
      }
      suggestion = NearMiss.suggestion(for: parts[2], among: roles).map {
        "h.\(min(max(layer, 0), memory.layers - 1)).\($0)"
      }
    }
    suggestion = suggestion ?? NearMiss.suggestion(for: name, among: outside + roles.map { "h.0.\($0)" })
    let names = (roles.map { "h.0.\($0)" } + outside).joined(separator: ", ")
    return InputError(
      subject, "no tensor \"\(InputError.shortened(name))\"",
      expected: "a tensor of \(layers): one of \(names)",
      suggestion: suggestion)
  }

  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
