import PIMConfiguration
import PIMFastForward
import PIMHardware
import PIMInstructions
import PIMNumerics
import PIMResults
@_exported import PIMTestModels

/// Blocks from memory.
struct ListSource: BlockSource {
  var blocks: [Block]
  let isFromHost: Bool
  private var index = 0

  init(_ blocks: [Block], isFromHost: Bool = false) {
    self.blocks = blocks
    self.isFromHost = isFromHost
  }

  /// One block of channel instructions for each list.
  init(_ lists: [[Instruction]]) {
    isFromHost = false
    blocks = lists.enumerated().map { index, list in
      Block(
        template: Template(id: index, instructions: list), rowOffset: 0,
        label: BlockLabel(position: 0, layer: -1, kind: .other))
    }
  }

  mutating func nextSequence() -> BlockSequence? {
    guard index < blocks.count else { return nil }
    index += 1
    return BlockSequence(blocks[index - 1])
  }
}

extension SeededGenerator {
  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
  mutating func chance(_ percent: Int) -> Bool { pick(0...99) < percent }
}

extension Simulator {
  /// Runs and keeps every command.
  func trace(_ blocks: [Block], isFromHost: Bool = false) throws -> (SimulationResult, [IssuedCommand]) {
    var commands: [IssuedCommand] = []
    var source = ListSource(blocks, isFromHost: isFromHost)
    let result = try run(&source, commands: { commands.append($0) })
    return (result, commands)
  }
}
