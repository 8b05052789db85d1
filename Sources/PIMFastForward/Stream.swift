internal import PIMHardware
internal import PIMInstructions
internal import PIMSimulation

/// What one channel is given by a template, or by a part of it: steps in order, each one request or several
/// bank accesses that are scheduled together. Two channels with equal streams do the same, and a machine has
/// one object for equal streams.
final class Stream {
  /// Equal streams of a machine have the same number.
  let id: Int
  let steps: [[Request]]
  /// Whether the first step that needs a row needs it in all banks, so that the rows before are all closed or
  /// all the same.
  let startsOnAllBanks: Bool
  /// Whether steps are batches of many requests.
  let isHeavy: Bool
  private let columns: Int32
  /// Rows that the steps ask for, relative to the block's, in ascending order; known when the heads are.
  @exclusivity(unchecked) private var rows: [Int32] = []
  @exclusivity(unchecked) private var firstRow: Int32 = 0
  @exclusivity(unchecked) private var lastRow: Int32 = -1
  @exclusivity(unchecked) private var known: [StepHead] = []
  @exclusivity(unchecked) private var generation = 0
  /// What the memo of the machine knows of its ways.
  @exclusivity(unchecked) var trajectories: [Trajectory] = []
  /// Whether the steps of the trajectory that was made last complete in order; nil if none was made.
  @exclusivity(unchecked) var completesInOrder: Bool?
  /// Steps on no known trajectory since one was last made.
  @exclusivity(unchecked) var misses = 0

  init(id: Int, steps: [[Request]], columns: Int32, heavyStep: Int) {
    self.id = id
    self.steps = steps
    self.columns = columns
    isHeavy = steps.reduce(0) { $0 + $1.count } > heavyStep * steps.count
    let first = steps.lazy.joined().first { $0.command.namesRow }
    startsOnAllBanks = first.map { $0.command.footprint == .all } ?? true
  }

  private func findRows() {
    var rows = Set<Int32>()
    for access in steps.joined() where access.command.namesRow {
      for row in access.row + access.column / columns...access.row + (access.column + access.count - 1)
        / columns
      {
        rows.insert(row)
      }
    }
    self.rows = rows.sorted()
    // Without rows there is none between the two.
    (firstRow, lastRow) = (self.rows.first ?? 0, self.rows.last ?? -1)
  }

  /// Whether one of the steps asks for a row. Call after the heads were asked for.
  @inline(__always)
  func names(row: Int32) -> Bool { row >= firstRow && row <= lastRow && isAmongRows(row) }

  private func isAmongRows(_ row: Int32) -> Bool {
    var (low, high) = (0, rows.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    return rows[low] == row
  }

  /// What a memo looks the steps up by.
  @inline(__always)
  func heads(in memo: ChannelMemo) -> [StepHead] {
    if known.isEmpty || generation != memo.generation {
      if known.isEmpty { findRows() }
      known = steps.map { memo.head(of: $0) }
      generation = memo.generation
    }
    return known
  }
}

/// The steps of a stream as they are collected: two words for each request, so that most streams are found
/// without being made.
struct StreamText {
  private(set) var words: [Int64] = []
  /// The first row that is named. No part of the stream.
  private(set) var firstRow: Int32?

  private(set) var steps = 0
  var requestCount: Int { words.count / 2 }

  var isEmpty: Bool { words.isEmpty }

  /// Adds a request, whose row counts from the first that is named.
  mutating func append(_ request: Request, isNewStep: Bool) {
    var row = request.row
    if request.command.namesRow {
      let first = firstRow ?? row
      firstRow = first
      row -= first
    }
    if isNewStep { steps += 1 }
    words.append(packed(row, request.column))
    let kind = Int32(request.bank) << 16 | (request.isContended ? Self.contended : 0)
    words.append(packed(request.count, kind | Int32(request.command.rawValue) << 1 | (isNewStep ? 1 : 0)))
  }

  /// The bit that says that an access is contended; those below it say the command and whether a step begins.
  private static let contended: Int32 = 1 << 15

  /// The requests of each step.
  var requests: [[Request]] {
    var steps: [[Request]] = []
    for i in stride(from: 0, to: words.count, by: 2) {
      let (place, kind) = (words[i], Int32(truncatingIfNeeded: words[i + 1]))
      guard let command = Command(rawValue: UInt8(truncatingIfNeeded: kind >> 1)) else {
        preconditionFailure("a text is of requests")
      }
      var request = Request(
        command, bank: Int16(truncatingIfNeeded: kind >> 16), row: Int32(truncatingIfNeeded: place >> 32),
        column: Int32(truncatingIfNeeded: place), count: Int32(truncatingIfNeeded: words[i + 1] >> 32))
      request.isContended = kind & Self.contended != 0
      if kind & 1 == 1 { steps.append([request]) } else { steps[steps.count - 1].append(request) }
    }
    return steps
  }

  /// Makes place for the requests to come.
  mutating func reserve(_ requests: Int) { words.reserveCapacity(2 * requests) }

  /// Begins anew, in the same memory.
  mutating func removeAll() {
    words.removeAll(keepingCapacity: true)
    firstRow = nil
    steps = 0
  }
}
