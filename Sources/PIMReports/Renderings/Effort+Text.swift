internal import Glibc
internal import PIMFastForward

extension Effort {
  /// The table of blocks and commands that the engine replayed and computed.
  var text: String {
    var table = TextTable([.left, .right, .right, .left])
    table.row("engine fast", "of all", "computed", "the others repeat these exactly")
    table.row("  blocks", NumberText.count(blocks), NumberText.count(blocks - blocksSkipped))
    table.row("  commands", NumberText.count(commands), NumberText.count(commandsComputed))
    if blocksLeft == 0 { return table.text }
    return table.text
      + "\n  Where hardly anything repeated, \(NumberText.count(blocksLeft)) blocks were left to the engine event."
  }
}
