internal import PIMSimulation

/// Neighbouring granules with the same moment.
struct GranuleRun {
  var isRead: Bool
  var granules: Range<Int>
  var moment: Moment
}

extension GranuleTrack {
  /// Appends the runs of granules with moments from `horizon` on; false if there are more than `limit`.
  mutating func collect(
    isRead: Bool, from horizon: Int64, limit: Int, into runs: inout [GranuleRun]
  ) -> Bool {
    for page in pages.indices where pages[page].latest >= horizon {
      let span = span(of: page)
      if pages[page].isMixed {
        // The bound of a mixed page is made exact, so the page is not visited again for the same moments.
        var latest = Int64.min
        var start = span.lowerBound
        granules.withUnsafeBufferPointer { granules in
          while start < span.upperBound {
            let moment = granules[start]
            latest = max(latest, moment.time)
            var end = start + 1
            if moment.time >= horizon {
              while end < span.upperBound, granules[end] == moment { end += 1 }
              Self.append(moment, start..<end, isRead, to: &runs)
            }
            start = end
          }
        }
        pages[page].latest = latest
      } else {
        Self.append(pages[page].moment, span, isRead, to: &runs)
      }
      if runs.count > limit { return false }
    }
    return true
  }

  private static func append(
    _ moment: Moment, _ range: Range<Int>, _ isRead: Bool, to runs: inout [GranuleRun]
  ) {
    if let last = runs.last, last.isRead == isRead, last.granules.upperBound == range.lowerBound,
      last.moment == moment
    {
      runs[runs.count - 1].granules = last.granules.lowerBound..<range.upperBound
    } else {
      runs.append(GranuleRun(isRead: isRead, granules: range, moment: moment))
    }
  }

  mutating func reset() {
    for page in pages.indices { pages[page] = Page() }
  }
}

extension OperandTracks {
  /// Calls the body with all runs of granules whose moment is not the start of the run.
  func forEachRun(_ body: (GranuleRun) -> Void) {
    var tracks = self
    var runs: [GranuleRun] = []
    _ = tracks.writes.collect(isRead: false, from: .min, limit: .max, into: &runs)
    _ = tracks.reads.collect(isRead: true, from: .min, limit: .max, into: &runs)
    for run in runs where run.moment.key != 0 { body(run) }
  }

  /// Sets the moment of the granules of a run.
  mutating func note(_ moment: Moment, in run: GranuleRun) {
    if run.isRead {
      reads.note(moment, in: run.granules, notAfter: .max)
    } else {
      writes.note(moment, in: run.granules, notAfter: .max)
    }
  }
}
