internal import PIMHardware
internal import PIMSimulation

/// The work of one channel in a template, or in a section of it: steps in order, each one request or several
/// bank accesses that are scheduled together. Channels with equal streams behave the same, and a machine has
/// one object for equal streams.
final class Stream {
  /// A number that equal streams of a machine share.
  let id: Int
  let steps: [[Request]]
  /// True if the first step that needs a row needs it in all banks, so that the rows before are all closed or
  /// all the same.
  let startsOnAllBanks: Bool
  /// True if steps are batches of many requests.
  let isHeavy: Bool
  private let columns: Int32
  /// Rows of the steps, relative to the block's, in ascending order; valid once the heads are known.
  @exclusivity(unchecked) private var rows: [Int32] = []
  @exclusivity(unchecked) private var firstRow: Int32 = 0
  @exclusivity(unchecked) private var lastRow: Int32 = -1
  @exclusivity(unchecked) private var known: [StepHead] = []
  @exclusivity(unchecked) private var generation = 0
  /// The known trajectories of the stream.
  @exclusivity(unchecked) var trajectories: [Trajectory] = []
  /// True if the steps of the last trajectory complete in order; nil if none was made.
  @exclusivity(unchecked) var completesInOrder: Bool?
  /// Steps without a known trajectory since one was last made.
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
    // Without rows the range is empty.
    (firstRow, lastRow) = (self.rows.first ?? 0, self.rows.last ?? -1)
  }

  /// True if one of the steps needs a row. Called after `heads`.
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

  /// The keys by which a memo looks up the steps.
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

/// The steps of a stream as they are collected: two words for each request, so that most streams are looked
/// up without being made.
struct StreamText {
  private(set) var words: [Int64] = []
  /// The first row of the requests; it does not belong to the stream.
  private(set) var firstRow: Int32?

  private(set) var steps = 0
  var requestCount: Int { words.count / 2 }

  var isEmpty: Bool { words.isEmpty }

  /// Adds a request, with its row relative to `firstRow`.
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

  /// The bit of a contended access; the bits below hold the command and the flag of a new step.
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

  /// Reserves memory for requests.
  mutating func reserve(_ requests: Int) { words.reserveCapacity(2 * requests) }

  /// Empties the text and keeps its memory.
  mutating func removeAll() {
    words.removeAll(keepingCapacity: true)
    firstRow = nil
    steps = 0
  }
}
