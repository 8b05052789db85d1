/// The value cache: one dimension of all tokens lies along a row, so that p·V reads along rows.
///
/// A unit is as many dimensions of a head as a channel has banks; dimension j is in bank j mod banks. A
/// unit's slot has room for every position of the context: token t is lane t mod lanes of column t div lanes.
///
/// Units are dealt in *spans* of neighbours: one unit, those of a group of heads, or all. Each channel gets a
/// contiguous range of a span, and after every span has as many units as if those so far had been dealt one
/// by one.
struct ValueLayout: TensorLayout {
  /// Units of one head that neighbouring channels hold in the same slot.
  struct Group {
    var channels: Range<Int>
    var slot: Int
    /// First element of the group in a token's value vector, and number of elements.
    var firstFeature: Int
    var features: Int
  }

  let geometry: Geometry
  let tokens: Int
  let heads: Int
  let headWidth: Int
  let unitsPerHead: Int
  /// Column accesses of one slot.
  let slotColumns: Int
  let slots: Int
  /// Groups of each head, in the order of their dimensions.
  private(set) var headGroups: [[Group]] = []
  /// Groups of all heads, merged if one instruction can write them.
  private(set) var writeGroups: [Group] = []
  /// The place of each unit.
  private let homes: [(slot: Int, channel: Int)]
  /// The units of each channel, slot by slot.
  private let unitsOfChannel: [[Int]]

  var units: Int { heads * unitsPerHead }
  var columnsPerBank: Int { slots * slotColumns }
  var banksUsed: Int { min(geometry.banks, headWidth) }

  /// Lays a cache out.
  ///
  /// - Parameter groupHeads: the heads of a group under `grouped`; the last group may have fewer.
  init(
    geometry: Geometry, tokens: Int, heads: Int, headWidth: Int, order: MappingPolicy.ValueLayout,
    groupHeads: Int
  ) {
    self.geometry = geometry
    self.tokens = tokens
    self.heads = heads
    self.headWidth = headWidth
    unitsPerHead = ceilDivide(headWidth, geometry.banks)
    slotColumns = ceilDivide(tokens, geometry.lanes)
    let units = heads * unitsPerHead
    slots = ceilDivide(units, geometry.channels)
    let span =
      switch order {
      case .interleaved: 1
      case .blocked: units
      case .grouped: groupHeads * unitsPerHead
      }
    (homes, unitsOfChannel) = ValueLayout.deal(units: units, span: span, channels: geometry.channels)
    headGroups = (0..<heads).map { head in
      (0..<unitsPerHead).reduce(into: []) { groups, unit in
        append(unit: unit, of: head, to: &groups)
      }
    }
    for group in headGroups.joined() {
      if let last = writeGroups.last, last.slot == group.slot,
        last.channels.upperBound == group.channels.lowerBound, last.features % geometry.banks == 0
      {
        writeGroups[writeGroups.count - 1].channels = last.channels.lowerBound..<group.channels.upperBound
        writeGroups[writeGroups.count - 1].features += group.features
      } else {
        writeGroups.append(group)
      }
    }
  }

  private func append(unit: Int, of head: Int, to groups: inout [Group]) {
    let (slot, channel) = homes[head * unitsPerHead + unit]
    let features = min(geometry.banks, headWidth - unit * geometry.banks)
    if let last = groups.last, last.slot == slot, last.channels.upperBound == channel {
      groups[groups.count - 1].channels = last.channels.lowerBound..<channel + 1
      groups[groups.count - 1].features += features
    } else {
      groups.append(
        Group(
          channels: channel..<channel + 1, slot: slot,
          firstFeature: head * headWidth + unit * geometry.banks, features: features))
    }
  }

  /// Deals units to channels, span by span.
  private static func deal(
    units: Int, span: Int, channels: Int
  ) -> (homes: [(slot: Int, channel: Int)], unitsOfChannel: [[Int]]) {
    /// Units of a channel if the first ones are dealt one by one.
    func share(of units: Int, _ channel: Int) -> Int {
      units / channels + (channel < units % channels ? 1 : 0)
    }
    var homes: [(slot: Int, channel: Int)] = []
    var own: [[Int]] = Array(repeating: [], count: channels)
    for first in stride(from: 0, to: units, by: span) {
      let end = min(units, first + span)
      for channel in 0..<channels {
        for slot in share(of: first, channel)..<share(of: end, channel) {
          own[channel].append(homes.count)
          homes.append((slot, channel))
        }
      }
    }
    return (homes, own)
  }

  func place(_ i: Int, _ j: Int) -> BankElement {
    let dimension = j % headWidth
    let (slot, channel) = homes[j / headWidth * unitsPerHead + dimension / geometry.banks]
    return BankElement(
      channel: channel, bank: dimension % geometry.banks,
      element: slot * slotColumns * geometry.lanes + i)
  }

  func element(at place: BankElement) -> (i: Int, j: Int)? {
    let (slot, token) = place.element.quotientAndRemainder(dividingBy: slotColumns * geometry.lanes)
    guard token < tokens, unitsOfChannel[place.channel].indices.contains(slot) else { return nil }
    let unit = unitsOfChannel[place.channel][slot]
    let dimension = unit % unitsPerHead * geometry.banks + place.bank
    guard dimension < headWidth else { return nil }
    return (token, unit / unitsPerHead * headWidth + dimension)
  }

  func forEachRun(_ body: (LayoutRun) -> Void) {
    let features = heads * headWidth
    for feature in 0..<features {
      body(LayoutRun(start: place(0, feature), count: tokens, first: feature, stride: features))
    }
  }

  func columnsUsed(by channel: Int) -> Int {
    unitsOfChannel[channel].count * slotColumns
  }
}
