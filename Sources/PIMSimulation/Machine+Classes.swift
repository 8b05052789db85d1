internal import PIMHardware
internal import PIMInstructions

extension Machine {
  /// Splits every class of which the mask holds a part.
  mutating func split(at mask: ChannelMask) {
    let count = classes.count
    for i in classes.indices {
      let inside = classes[i].members.rawValue & mask.rawValue
      if inside == 0 || inside == classes[i].members.rawValue { continue }
      var other = classes[i]
      other.members = ChannelMask(rawValue: classes[i].members.rawValue & ~inside)
      classes[i].members = ChannelMask(rawValue: inside)
      classes.append(other)
    }
    // Of channels that complete at the same time the lowest stands for the path, whatever the classes.
    if classes.count > count { classes.sort { $0.lowestMember < $1.lowestMember } }
  }

  mutating func mergeClasses() {
    // Under the serial schedule nothing happens before the frontier; otherwise only equal pasts are alike.
    let edge = schedule == .serial ? channelEdge(of: frontier.time) : nil
    if let edge {
      for i in classes.indices { classes[i].channel.idle(until: edge - 1) }
    }
    var i = 0
    while i < classes.count {
      var j = i + 1
      while j < classes.count {
        if areEquivalent(i, j, from: edge) {
          merge(j, into: i)
        } else {
          j += 1
        }
      }
      i += 1
    }
  }

  /// Whether two classes do the same from an edge on.
  mutating func areEquivalent(_ i: Int, _ j: Int, from edge: Int64?) -> Bool {
    // Where they lie: channels are large.
    classes.withUnsafeBufferPointer { classes in
      guard let first = classes.baseAddress, classes.indices.contains(i), classes.indices.contains(j) else {
        return false
      }
      return Self.areEquivalent(first + i, first + j, from: edge)
    }
  }

  private static func areEquivalent(_ a: UnsafePointer<Class>, _ b: UnsafePointer<Class>, from edge: Int64?)
    -> Bool
  {
    guard let first = a.pointer(to: \.channel), let second = b.pointer(to: \.channel),
      Channel.areEquivalent(first, second, from: edge)
    else { return false }
    // Refreshes that may outlive the work are part of what a channel will have done.
    let edge = edge ?? -1
    let (one, other) = (first.pointee.record.refreshes, second.pointee.record.refreshes)
    return one.drop { $0 <= edge }.elementsEqual(other.drop { $0 <= edge })
  }

  /// Makes one class of two that are alike.
  mutating func merge(_ j: Int, into i: Int) {
    let common = max(classes[i].channel.record.lastIssue, classes[j].channel.record.lastIssue)
    classes[i].channel.closeAccounts(at: common)
    classes[j].channel.closeAccounts(at: common)
    let (kept, merged) = (classes[i].channel.counters, classes[j].channel.counters)
    if kept.largestDebt > 0 {
      classes[i].members.forEach { apart[$0].raiseLargestDebt(to: kept.largestDebt) }
      withApart.rawValue |= classes[i].members.rawValue
    }
    if merged != kept || merged.largestDebt > 0 {
      classes[j].members.forEach { apart[$0].add(merged, minus: kept) }
      withApart.rawValue |= classes[j].members.rawValue
    }
    classes[i].channel.largestDebt = 0
    let union = classes[i].members.rawValue | classes[j].members.rawValue
    classes[i].members = ChannelMask(rawValue: union)
    classes.remove(at: j)
  }
}
