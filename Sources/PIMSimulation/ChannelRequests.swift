package import PIMHardware
public import PIMInstructions

/// The requests of a template whose channel instructions do not wait for each other, and the groups of
/// channels that run the same requests.
@usableFromInline package struct ChannelRequests {
  @usableFromInline package struct Element {
    @usableFromInline package var channels: ChannelMask
    @usableFromInline package var request: Request
    /// The batch that a bank access belongs to, or -1.
    @usableFromInline package var batch: Int
  }

  @usableFromInline package var elements: [Element] = []
  /// Groups of channels that occur in the same masks.
  package private(set) var groups: [ChannelMask] = []
  /// Instructions, counted once for each channel that carries them out.
  package private(set) var instructions: Int64 = 0

  package init(_ instructions: [Instruction], organisation: System.Organisation) {
    var batches = AccessBatches()
    elements.reserveCapacity(instructions.count)
    var channels = ChannelMask(rawValue: 0)
    for instruction in instructions {
      self.instructions += Int64(instruction.channels.count)
      if instruction.channels != channels {
        channels = instruction.channels
        groups.divide(at: channels)
      }
      guard let request = Request(instruction, organisation: organisation) else { continue }
      var batch = -1
      if request.command.isHostAccess {
        batch = batches.join(instruction)
      } else {
        batches.pass(instruction)
      }
      elements.append(Element(channels: channels, request: request, batch: batch))
    }
    markContended(columns: Int32(organisation.columns))
  }

  /// Marks the accesses of every batch with a conflict at a cell.
  private mutating func markContended(columns: Int32) {
    var members: [[Int]] = []
    for (index, element) in elements.enumerated() where element.batch >= 0 {
      if element.batch == members.count { members.append([]) }
      members[element.batch].append(index)
    }
    for batch in members where Request.contend(batch.map { elements[$0].request }, columns: columns) {
      for index in batch { elements[index].request.isContended = true }
    }
  }

  /// Calls the body with the requests of a group, in order.
  ///
  /// - Parameter body: takes a request, and true if the request begins a step.
  @inlinable
  package func forEach(of group: ChannelMask, _ body: (_ request: Request, _ isNewStep: Bool) -> Void) {
    var last = -1
    for element in elements where element.channels.contains(group) {
      body(element.request, element.batch < 0 || element.batch != last)
      last = element.batch
    }
  }
}

extension [ChannelMask] {
  /// Divides groups of channels so that each lies inside a mask or outside, and adds a group of the channels
  /// of the mask that were in none.
  package mutating func divide(at mask: ChannelMask) {
    var rest = mask.rawValue
    for i in indices {
      let inside = self[i].rawValue & rest
      if inside == 0 { continue }
      rest &= ~inside
      if inside != self[i].rawValue {
        append(ChannelMask(rawValue: self[i].rawValue & ~inside))
        self[i] = ChannelMask(rawValue: inside)
      }
    }
    if rest != 0 { append(ChannelMask(rawValue: rest)) }
  }
}
