/// The moment of the last write, or of the latest read, of every granule of ASIC SRAM.
///
/// A page of 64 granules with one moment stores it once, so updates of long ranges, such as half of a buffer
/// of weights, take a 64th of the work.
@usableFromInline package struct GranuleTrack: Sendable {
  @inlinable package static var pageSize: Int { 64 }

  @usableFromInline package struct Page: Sendable {
    /// The moment of every granule, unless the page is mixed.
    @usableFromInline package var moment = Moment()
    /// True if the granules have moments of their own.
    @usableFromInline package var isMixed = false
    /// An upper bound of the granules' times; exact unless the page is mixed.
    @usableFromInline package var latest: Int64 = 0

    @inlinable
    package init(moment: Moment = Moment(), latest: Int64 = 0) {
      self.moment = moment
      self.latest = latest
    }
  }

  @usableFromInline package var granules: [Moment]
  @usableFromInline package var pages: [Page]

  package init(count: Int) {
    granules = Array(repeating: Moment(), count: count)
    pages = Array(repeating: Page(), count: (count + Self.pageSize - 1) / Self.pageSize)
  }

  @inlinable package func span(of page: Int) -> Range<Int> {
    page * Self.pageSize..<min(granules.count, (page + 1) * Self.pageSize)
  }

  /// Calls the body with the keys of all moments of granules, with repetitions.
  @inlinable
  package func forEachKey(_ body: (Int64) -> Void) {
    for page in pages.indices {
      if pages[page].isMixed {
        for i in span(of: page) { body(granules[i].key) }
      } else {
        body(pages[page].moment.key)
      }
    }
  }

  /// Replaces `best` by the latest moment of the granules in a range, if that is later.
  @inlinable @inline(__always)
  package func findLater(in range: Range<Int>, than best: inout Moment) {
    var g = range.lowerBound
    while g < range.upperBound {
      let page = g / Self.pageSize
      let end = min(range.upperBound, (page + 1) * Self.pageSize)
      if pages[page].latest > best.time {
        if pages[page].isMixed {
          for i in g..<end where granules[i].time > best.time { best = granules[i] }
        } else {
          best = pages[page].moment
        }
      }
      g = end
    }
  }

  /// Sets the moment of those granules in a range whose current moment is not later than `limit`.
  @inlinable @inline(__always)
  package mutating func note(_ moment: Moment, in range: Range<Int>, notAfter limit: Int64) {
    var g = range.lowerBound
    while g < range.upperBound {
      let page = g / Self.pageSize
      let span = span(of: page)
      let part = g..<min(range.upperBound, span.upperBound)
      g = part.upperBound
      if part == span && pages[page].latest <= limit {
        pages[page] = Page(moment: moment, latest: moment.time)
        continue
      }
      if !pages[page].isMixed {
        let common = pages[page].moment
        if common.time > limit { continue }
        for i in span { granules[i] = common }
        pages[page].isMixed = true
      }
      pages[page].latest = max(pages[page].latest, moment.time)
      for i in part where granules[i].time <= limit { granules[i] = moment }
    }
  }
}
