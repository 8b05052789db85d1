internal import PIMSimulation

/// An activity without its time as a few integers: most blocks issue few kinds of commands.
extension Activity {
  func appendWords(to words: inout [Int64]) {
    words += [openCycles, closedCycles, asicAdditions, asicMultiplications, 0]
    let place = words.count - 1
    commands.counts.forEachNonzero { command, count in words.append(count << 8 | Int64(command)) }
    words[place] = Int64(words.count - place - 1)
  }

  /// Adds the activity that begins at an index several times.
  @inline(__always)
  mutating func add(_ words: [Int64], from first: Int, times factor: Int64) {
    words.withUnsafeBufferPointer { words in
      openCycles += words[first] * factor
      closedCycles += words[first + 1] * factor
      asicAdditions += words[first + 2] * factor
      asicMultiplications += words[first + 3] * factor
      for index in first + 5..<first + 5 + Int(words[first + 4]) {
        commands.counts.add((words[index] >> 8) * factor, at: Int(words[index] & 0xff))
      }
    }
  }
}
