/// The moment of the last write, or of the latest read, of every granule of ASIC SRAM.
///
/// A page of 64 granules with one moment stores it once, so updates of long ranges, such as half of a buffer
/// of weights, take a 64th of the work.
@usableFromInline package struct GranuleTrack: Sendable {
  @inlinable package static var pageSize: Int { 1 << pageBits }
  @inlinable static var pageBits: Int { 6 }

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
    page << Self.pageBits..<min(granules.count, (page + 1) << Self.pageBits)
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
    // In place: a step may name hundreds of granules.
    precondition(range.lowerBound >= 0 && range.upperBound <= granules.count)
    granules.withUnsafeBufferPointer { granules in
      pages.withUnsafeBufferPointer { pages in
        var g = range.lowerBound
        while g < range.upperBound {
          let page = g >> Self.pageBits
          let end = min(range.upperBound, (page + 1) << Self.pageBits)
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
    }
  }

  /// True if a granule in a range has a moment later than a time.
  @inlinable @inline(__always)
  package func isAny(in range: Range<Int>, laterThan time: Int64) -> Bool {
    precondition(range.lowerBound >= 0 && range.upperBound <= granules.count)
    return pages.withUnsafeBufferPointer { pages in
      var g = range.lowerBound
      while g < range.upperBound {
        let page = g >> Self.pageBits
        let end = min(range.upperBound, (page + 1) << Self.pageBits)
        if pages[page].latest > time {
          if !pages[page].isMixed { return true }
          let isLate = granules.withUnsafeBufferPointer { granules in
            for i in g..<end where granules[i].time > time { return true }
            return false
          }
          if isLate { return true }
        }
        g = end
      }
      return false
    }
  }

  /// Sets the moment of those granules in a range whose current moment is not later than `limit`.
  @inlinable @inline(__always)
  package mutating func note(_ moment: Moment, in range: Range<Int>, notAfter limit: Int64) {
    Self.withPlaces(&granules, &pages) { $0.note(moment, in: range, notAfter: limit) }
  }

  /// Granules and pages in place.
  @inlinable @inline(__always)
  static func withPlaces(_ granules: inout [Moment], _ pages: inout [Page], _ body: (Places) -> Void) {
    granules.withUnsafeMutableBufferPointer { granules in
      pages.withUnsafeMutableBufferPointer { body(Places(granules: granules, pages: $0)) }
    }
  }

  /// The memory of a track, whose accesses are not checked one by one.
  @usableFromInline struct Places {
    @usableFromInline let granules: UnsafeMutableBufferPointer<Moment>
    @usableFromInline let pages: UnsafeMutableBufferPointer<Page>

    @inlinable
    init(granules: UnsafeMutableBufferPointer<Moment>, pages: UnsafeMutableBufferPointer<Page>) {
      (self.granules, self.pages) = (granules, pages)
    }

    /// As `GranuleTrack.note`.
    @inlinable @inline(__always)
    func note(_ moment: Moment, in range: Range<Int>, notAfter limit: Int64) {
      precondition(range.lowerBound >= 0 && range.upperBound <= granules.count)
      var g = range.lowerBound
      while g < range.upperBound {
        let page = g >> GranuleTrack.pageBits
        let first = page << GranuleTrack.pageBits
        let last = min(granules.count, first + GranuleTrack.pageSize)
        let end = min(range.upperBound, last)
        defer { g = end }
        if g == first && end == last && pages[page].latest <= limit {
          pages[page] = Page(moment: moment, latest: moment.time)
          continue
        }
        if !pages[page].isMixed {
          let common = pages[page].moment
          if common.time > limit { continue }
          for i in first..<last { granules[i] = common }
          pages[page].isMixed = true
        }
        pages[page].latest = max(pages[page].latest, moment.time)
        if limit == .max {
          for i in g..<end { granules[i] = moment }
        } else {
          for i in g..<end where granules[i].time <= limit { granules[i] = moment }
        }
      }
    }
  }
}
