import PIMHardware
import PIMInstructions

/// `paperSystem`, 8 channels, with the masks of AiM: of 32 bits bit i is channel 31 - i.
let aimSystem: System = {
  var system = paperSystem
  system.traceMask = System.TraceMask(bits: 32, order: .highestFirst)
  return system
}()

func readAiM(_ text: String, _ system: System = aimSystem) throws -> [Block] {
  var reader = try AiMTraceReader(text: text, name: "t", system: system)
  var blocks: [Block] = []
  while let block = try reader.next() { blocks.append(block) }
  return blocks
}

/// The instructions of a trace of those lines, EOC added.
func instructionsOfAiM(_ lines: String..., on system: System = aimSystem) throws -> [Instruction] {
  try readAiM((lines + ["AiM EOC"]).map { $0 + "\n" }.joined(), system).flatMap(\.template.instructions)
}

func writeAiM(_ blocks: [Block], _ system: System = aimSystem, schedule: Schedule = .serial) throws -> String
{
  let text = Text()
  var writer = try AiMTraceWriter(system: system, schedule: schedule) { text.bytes.append(contentsOf: $0) }
  for block in blocks { try writer.write(block) }
  try writer.finish()
  return text.string
}
