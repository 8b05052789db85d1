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
    func append(_ moment: Moment, _ range: Range<Int>) {
      if let last = runs.last, last.isRead == isRead, last.granules.upperBound == range.lowerBound,
        last.moment == moment
      {
        runs[runs.count - 1].granules = last.granules.lowerBound..<range.upperBound
      } else {
        runs.append(GranuleRun(isRead: isRead, granules: range, moment: moment))
      }
    }
    for page in pages.indices where pages[page].latest >= horizon {
      if pages[page].isMixed {
        // The bound of a mixed page is made exact, so the page is not visited again for the same moments.
        var latest = Int64.min
        for i in span(of: page) {
          latest = max(latest, granules[i].time)
          if granules[i].time >= horizon { append(granules[i], i..<i + 1) }
        }
        pages[page].latest = latest
      } else {
        append(pages[page].moment, span(of: page))
      }
      if runs.count > limit { return false }
    }
    return true
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
