/// The value cache: one dimension of all tokens lies along a row, so that p·V reads along rows.
///
/// A unit is as many dimensions of a head as a channel has banks; dimension j is in bank j mod banks. A
/// unit's slot has room for every position of the context: token t is lane t mod lanes of column t div lanes.
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
  let order: MappingPolicy.ValueLayout
  let unitsPerHead: Int
  /// Column accesses of one slot.
  let slotColumns: Int
  let slots: Int
  /// Groups of each head, in the order of their dimensions.
  private(set) var headGroups: [[Group]] = []
  /// Groups of all heads, merged if one instruction can write them.
  private(set) var writeGroups: [Group] = []

  var units: Int { heads * unitsPerHead }
  var columnsPerBank: Int { slots * slotColumns }
  var banksUsed: Int { min(geometry.banks, headWidth) }

  init(geometry: Geometry, tokens: Int, heads: Int, headWidth: Int, order: MappingPolicy.ValueLayout) {
    self.geometry = geometry
    self.tokens = tokens
    self.heads = heads
    self.headWidth = headWidth
    self.order = order
    unitsPerHead = ceilDivide(headWidth, geometry.banks)
    slotColumns = ceilDivide(tokens, geometry.lanes)
    slots = ceilDivide(heads * unitsPerHead, geometry.channels)
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
    let (slot, channel) = home(ofUnit: head * unitsPerHead + unit)
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

  /// The first unit of a channel under `blocked`. The first `units mod C` channels hold one more unit than
  /// the others.
  private func firstUnit(of channel: Int) -> Int {
    channel * (units / geometry.channels) + min(channel, units % geometry.channels)
  }

  func home(ofUnit unit: Int) -> (slot: Int, channel: Int) {
    switch order {
    case .interleaved: return (unit / geometry.channels, unit % geometry.channels)
    case .blocked:
      let (share, extra) = units.quotientAndRemainder(dividingBy: geometry.channels)
      let large = extra * (share + 1)
      let channel = unit < large ? unit / (share + 1) : extra + (unit - large) / share
      return (unit - firstUnit(of: channel), channel)
    }
  }

  private func unit(slot: Int, channel: Int) -> Int? {
    switch order {
    case .interleaved:
      let unit = slot * geometry.channels + channel
      return unit < units ? unit : nil
    case .blocked:
      let unit = firstUnit(of: channel) + slot
      return unit < firstUnit(of: channel + 1) ? unit : nil
    }
  }

  func place(_ i: Int, _ j: Int) -> BankElement {
    let dimension = j % headWidth
    let (slot, channel) = home(ofUnit: j / headWidth * unitsPerHead + dimension / geometry.banks)
    return BankElement(
      channel: channel, bank: dimension % geometry.banks,
      element: slot * slotColumns * geometry.lanes + i)
  }

  func element(at place: BankElement) -> (i: Int, j: Int)? {
    let (slot, token) = place.element.quotientAndRemainder(dividingBy: slotColumns * geometry.lanes)
    guard token < tokens, slot < slots, let unit = unit(slot: slot, channel: place.channel) else {
      return nil
    }
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
    (0..<slots).count { unit(slot: $0, channel: channel) != nil } * slotColumns
  }
}
