internal import PIMResults

/// Time and activity of a block as a few integers: most blocks have few causes and few kinds of commands.
extension Spending {
  /// The words of a block: cycles with rows open and closed, ASIC additions and multiplications, then
  /// commands and causes, each as their number and a word for each with its index in the lowest byte.
  static func appendWords(_ activity: Activity, _ ledger: Ledger, to words: inout [Int64]) {
    words += [
      activity.openCycles, activity.closedCycles, activity.asicAdditions, activity.asicMultiplications,
    ]
    append(activity.commands.counts, to: &words)
    append(ledger.causes, to: &words)
  }

  private static func append(_ numbers: Vector24, to words: inout [Int64]) {
    let place = words.count
    words.append(0)
    numbers.forEachNonzero { index, number in words.append(number << 8 | Int64(index)) }
    words[place] = Int64(words.count - place - 1)
  }

  /// Adds the block whose words begin at an index several times.
  @inline(__always)
  mutating func add(_ words: [Int64], from first: Int, times factor: Int64) {
    let next = activity.add(words, from: first, times: factor)
    for index in next + 1..<next + 1 + Int(words[next]) {
      causes.causes.add((words[index] >> 8) * factor, at: Int(words[index] & 0xff))
    }
  }
}

extension Activity {
  /// Adds the activity of the block whose words begin at an index several times.
  ///
  /// - Returns: the index of the words of its causes.
  @inline(__always) @discardableResult
  mutating func add(_ words: [Int64], from first: Int, times factor: Int64) -> Int {
    openCycles += words[first] * factor
    closedCycles += words[first + 1] * factor
    asicAdditions += words[first + 2] * factor
    asicMultiplications += words[first + 3] * factor
    let next = first + 5 + Int(words[first + 4])
    for index in first + 5..<next {
      commands.counts.add((words[index] >> 8) * factor, at: Int(words[index] & 0xff))
    }
    return next
  }
}
