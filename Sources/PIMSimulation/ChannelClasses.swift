public import PIMInstructions
public import PIMResults

/// The channels of a machine in equivalence classes: channels in the same state that are given the same steps
/// are simulated once.
///
/// A class splits when its channels are given different work, and classes merge when their states are equal
/// again. Classes are in ascending order of their lowest channel.
@usableFromInline package struct ChannelClasses<Channel: SimulatedChannel> {
  @usableFromInline package struct Class {
    @usableFromInline package var members: ChannelMask
    @usableFromInline package var channel: Channel

    @inlinable
    package init(members: ChannelMask, channel: Channel) {
      self.members = members
      self.channel = channel
    }

    @inlinable package var lowestMember: Int { members.rawValue.trailingZeroBitCount }
  }

  @usableFromInline package var list: [Class]
  /// True if equivalent channels are simulated once.
  @usableFromInline package let isSharing: Bool
  /// Counters of each channel from classes that it has left; its class has the others.
  @usableFromInline package var counters: [ChannelCounters]
  /// Differences between the counters of merged channels and of their class; and the channels with any.
  @usableFromInline package var apart: [ChannelCounters]
  @usableFromInline package var withApart = ChannelMask(rawValue: 0)
  /// Activity of the channels beside that of their classes: the sum of `counters` and `apart`.
  @usableFromInline package var activityApart = Activity()

  /// - Parameter isSharing: false simulates every channel on its own.
  @inlinable
  package init(_ channel: Channel, count: Int, isSharing: Bool) {
    self.isSharing = isSharing
    list =
      isSharing
      ? [Class(members: .first(count), channel: channel)]
      : (0..<count).map { Class(members: .only($0), channel: channel) }
    counters = Array(repeating: ChannelCounters(), count: count)
    apart = counters
  }

  /// Takes over the classes of channels of another engine.
  @inlinable
  package init<Other>(_ other: inout ChannelClasses<Other>, _ convert: (inout Other) -> Channel) {
    isSharing = other.isSharing
    list = other.list.indices.map {
      Class(members: other.list[$0].members, channel: convert(&other.list[$0].channel))
    }
    (counters, apart, withApart) = (other.counters, other.apart, other.withApart)
    activityApart = other.activityApart
  }

  @inlinable package var indices: Range<Int> { list.indices }

  // MARK: Splitting and merging

  /// Splits every class that has channels inside the mask and channels outside.
  @inlinable
  package mutating func split(at mask: ChannelMask) {
    let count = list.count
    for i in list.indices {
      let inside = list[i].members.rawValue & mask.rawValue
      if inside == 0 || inside == list[i].members.rawValue { continue }
      var other = list[i]
      other.members = ChannelMask(rawValue: list[i].members.rawValue & ~inside)
      list[i].members = ChannelMask(rawValue: inside)
      list.append(other)
    }
    // Of channels that complete at the same time, the lowest one defines the path, whatever the classes.
    if list.count > count { list.sort { $0.lowestMember < $1.lowestMember } }
  }

  /// Merges classes that behave the same from now on.
  ///
  /// - Parameter edge: the edge before which nothing starts any more; nil if steps may start at any time, so
  ///   that pasts have to be equal.
  @inlinable
  package mutating func merge(from edge: Int64?) {
    if list.count == 1 || !isSharing { return }
    if let edge { idle(until: edge - 1) }
    mergePairs { $0.areEquivalent($1, $2, from: edge) }
  }

  /// Merges each class with all later classes for which `isAlike` holds.
  @inlinable
  package mutating func mergePairs(_ isAlike: (ChannelClasses, Int, Int) -> Bool) {
    var i = 0
    while i < list.count {
      var j = i + 1
      while j < list.count {
        if isAlike(self, i, j) { merge(j, into: i) } else { j += 1 }
      }
      i += 1
    }
  }

  /// True if two classes behave the same from an edge on.
  @inlinable
  package func areEquivalent(_ i: Int, _ j: Int, from edge: Int64?) -> Bool {
    list.withUnsafeBufferPointer { list in
      guard let first = list.baseAddress, list.indices.contains(i), list.indices.contains(j),
        let a = (first + i).pointer(to: \.channel), let b = (first + j).pointer(to: \.channel),
        Channel.areEquivalent(a, b, from: edge)
      else { return false }
      // Refreshes that may end after the work belong to the result of a channel.
      let edge = edge ?? -1
      return a.pointee.record.refreshes.drop { $0 <= edge }
        .elementsEqual(b.pointee.record.refreshes.drop { $0 <= edge })
    }
  }

  @inlinable
  package mutating func merge(_ j: Int, into i: Int) {
    let common = max(list[i].channel.record.lastIssue, list[j].channel.record.lastIssue)
    list[i].channel.closeAccounts(at: common)
    list[j].channel.closeAccounts(at: common)
    let (kept, merged) = (list[i].channel.record.counters, list[j].channel.record.counters)
    if kept.largestDebt > 0 {
      list[i].members.forEach { apart[$0].raiseLargestDebt(to: kept.largestDebt) }
      withApart.rawValue |= list[i].members.rawValue
    }
    if merged != kept || merged.largestDebt > 0 {
      list[j].members.forEach { apart[$0].add(merged, minus: kept) }
      noteActivity(of: list[j].members.count, merged, minus: kept)
      withApart.rawValue |= list[j].members.rawValue
    }
    list[i].channel.record.counters.largestDebt = 0
    list[i].members.rawValue |= list[j].members.rawValue
    list.remove(at: j)
  }

  @usableFromInline
  mutating func noteActivity(of members: Int, _ merged: ChannelCounters, minus kept: ChannelCounters) {
    activityApart.commands.counts.add(
      merged.commands.counts, since: kept.commands.counts, times: Int64(members))
    activityApart.openCycles += Int64(members) * (merged.openCycles - kept.openCycles)
    activityApart.closedCycles -= Int64(members) * (merged.openCycles - kept.openCycles)
  }

  /// The activity of all channels so far. Of each channel the cycles up to the edge count that it has
  /// reached.
  ///
  /// - Parameter edge: under the serial schedule the edge at which the last block has ended, since all
  ///   channels have reached the edge before it.
  package func activity(until edge: Int64?) -> Activity {
    var sum = activityApart
    // In place: an element of the list is large.
    for i in list.indices {
      let reached = max(list[i].channel.reached, (edge ?? 0) - 1, 0)
      let (open, members) = (list[i].channel.openCycles(until: reached), Int64(list[i].members.count))
      sum.commands.counts.add(list[i].channel.record.counters.commands.counts, times: members)
      sum.openCycles += members * open
      sum.closedCycles += members * (reached - open)
    }
    return sum
  }

  @inlinable
  package mutating func idle(until edge: Int64) {
    for i in list.indices { list[i].channel.idle(until: edge) }
  }

  // MARK: End

  /// Pays the refreshes that are owed at the end of the work.
  ///
  /// - Parameters:
  ///   - edge: the edge of the end. Refreshes that fall due later, while debts are paid, are not paid.
  ///   - completion: cycles from a refresh to its end.
  /// - Returns: the edge at which the last refresh that outlives the work ends, nil if none does, and how
  ///   many do.
  package mutating func payDebts(dueBy edge: Int64, completion: Int64) -> (end: Int64?, count: Int64) {
    var (end, count) = (Int64?.none, Int64(0))
    for i in list.indices {
      list[i].channel.payDebts(dueBy: edge)
      let late = list[i].channel.record.refreshes.filter { $0 > edge }
      guard let last = late.last else { continue }
      end = max(end ?? 0, last + completion)
      count += Int64(list[i].members.count * late.count)
    }
    return (end, count)
  }

  /// Closes the counters at the last edge of a run.
  ///
  /// - Returns: those of each channel.
  package mutating func close(at edge: Int64) -> [ChannelCounters] {
    for i in list.indices {
      list[i].channel.closeAccounts(at: edge)
      let total = list[i].channel.record.counters
      list[i].members.forEach { counters[$0] += total }
    }
    for channel in apart.indices { counters[channel] += apart[channel] }
    return counters
  }
}
