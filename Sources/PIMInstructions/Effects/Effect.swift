/// One place that an opcode reads or writes, in terms of the opcode's operands.
///
/// The effects of an opcode (`Opcode.effects`) are its description. Hazards in ASIC SRAM, batches of accesses
/// and of execution, limits of operands, checks for uninitialised values, and the table in
/// docs/trace-format.md are derived from them.
package struct Effect: Hashable, Sendable {
  package let access: Access
  package let place: Place

  package enum Access: UInt8, CaseIterable, Hashable, Sendable {
    case read, write
    /// Read and then written.
    case update
    /// Written by the first of several tiles, updated by the later ones.
    case running
    /// Set to zero on machines whose reads of accumulators clear them.
    case clear
  }

  package enum Place: Hashable, Sendable {
    /// ASIC SRAM from the address in a field on; nothing if the address is `Instruction.none`.
    case sram(Instruction.Field, Extent)
    /// DRAM cells of banks from the operands' row and column on, in each channel of the mask.
    case cells(Banks, Span)
    /// Global buffer from burst `offset` on, in each channel of the mask.
    case globalBuffer(Span)
    /// Accumulators of banks, in each channel of the mask.
    case accumulators(Banks)
    /// Result registers of AF, one for each bank of each channel of the mask.
    case functionResults
  }

  /// A range of ASIC SRAM, in elements.
  package enum Extent: UInt8, CaseIterable, Hashable, Sendable {
    /// `length` elements.
    case vector
    /// `length` elements, one for each bank of the first channel of the mask, then of the second, and so on.
    case elementPerBank
    /// `length` elements for each channel of the mask, channel by channel.
    case vectorPerChannel
    /// `count` vectors of `length` elements, `stride` apart.
    case vectors
    /// The running state of `count` vectors: `Instruction.tileStateElements` each.
    case tileState
    /// The running result of ARGMAX: `Instruction.argmaxElements`.
    case argmax
    /// `count` elements.
    case results
    /// `count` weight vectors of `length` elements in slots, `stride` apart (`Instruction.weightPlace`).
    case weights
  }

  /// Banks of a channel.
  package enum Banks: Hashable, Sendable {
    /// The bank in the operand `bank`.
    case one
    case all
    /// The banks that have an element of an `elementPerBank` range.
    case withElement
    /// The same banks of every bank group.
    case ofGroups(Range<Int>)
  }

  /// A range of a bank's cells, or of the global buffer.
  package enum Span: UInt8, Hashable, Sendable {
    /// `count` columns.
    case columns
    /// `length` elements; in the global buffer, the bursts that hold them.
    case elements
    /// `length` elements from lane `offset` on.
    case elementsFromLane
    /// The element in lane `offset`.
    case element
    /// A whole row.
    case row
  }

  package static func read(_ place: Place) -> Effect { Effect(access: .read, place: place) }
  package static func write(_ place: Place) -> Effect { Effect(access: .write, place: place) }
  package static func update(_ place: Place) -> Effect { Effect(access: .update, place: place) }
  package static func running(_ place: Place) -> Effect { Effect(access: .running, place: place) }
  package static func clear(_ place: Place) -> Effect { Effect(access: .clear, place: place) }
}

extension Effect.Access {
  /// True if the instruction uses the values of the place.
  ///
  /// - Parameter isFirst: `Instruction.isFirst`.
  @inline(__always) package func reads(isFirst: Bool) -> Bool {
    switch self {
    case .read, .update: true
    case .running: !isFirst
    case .write, .clear: false
    }
  }

  /// True if the instruction changes the values of the place; false for `clear`, which depends on the
  /// machine.
  @inline(__always) package var writes: Bool {
    switch self {
    case .write, .update, .running: true
    case .read, .clear: false
    }
  }
}
