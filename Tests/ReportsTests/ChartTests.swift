import PIMGPT
import PIMTestSupport
import Testing

@testable import PIMReports

/// Scales, marks and labels of figures.
@Suite struct ChartTests {
  // MARK: Round marks

  @Test(arguments: [
    // 290 in up to six intervals: 0.5 times 100 gives six; in up to four: 100 gives three.
    (0.0, 290.0, 6, [0.0, 50, 100, 150, 200, 250, 300]), (0, 290, 4, [0, 100, 200, 300]),
    // 17.9 to 20.8 is 2.9 wide: steps of 1 from 17 to 21.
    (17.9, 20.8, 5, [17, 18, 19, 20, 21]),
    // The ends of the range are marks, and nothing is added beyond them.
    (0, 100, 5, [0, 20, 40, 60, 80, 100]), (-8, 12, 5, [-10, -5, 0, 5, 10, 15]),
    // One value only: from 0 to twice the value.
    (3, 3, 6, [0, 1, 2, 3, 4, 5, 6]), (0, 0, 4, [0, 1]),
  ])
  func ticks(least: Double, largest: Double, intervals: Int, expected: [Double]) {
    #expect(Chart.ticks(from: least, to: largest, intervals: intervals) == expected)
  }

  /// Marks are at equal distances, cover the values, and are never more than asked for.
  @Test func ticksCoverTheirRange() {
    for least in [0, 0.013, 0.9, 7, 99, 12_345.6] {
      for spread in [1e-6, 0.02, 0.3, 1, 9.99, 47, 1e7] {
        for intervals in 3...6 {
          let ticks = Chart.ticks(from: least, to: least + spread, intervals: intervals)
          #expect((2...intervals + 1).contains(ticks.count), "\(least) + \(spread)")
          #expect(ticks[0] <= least + 1e-9 * spread && ticks[ticks.count - 1] >= least + spread * (1 - 1e-9))
        }
      }
    }
  }

  @Test(arguments: [
    // Every position up to the limit; beyond it all multiples of 1, 2 or 5 times a power of ten.
    (0, 4, 6, [0, 1, 2, 3, 4]), (0, 11, 13, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
    (0, 1023, 6, [0, 200, 400, 600, 800, 1000]), (0, 23, 13, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]),
    (300, 1023, 6, [400, 600, 800, 1000]), (7, 7, 6, [7]),
  ])
  func positionsSkipNothing(first: Int, last: Int, most: Int, expected: [Int]) {
    #expect(Chart.positions(first, last, most: most) == expected)
  }

  // MARK: Logarithmic axes

  @Test(arguments: [
    // Ends are the next of 1, 2 and 5; where these are more than seven marks, powers of ten.
    (113.0, 2670.0, [100.0, 200, 500, 1000, 2000, 5000], ["100", "200", "500", "1,000", "2,000", "5,000"]),
    (0.3, 4, [0.2, 0.5, 1, 2, 5], ["0.2", "0.5", "1", "2", "5"]),
    (1.5, 1000, [1, 10, 100, 1000], ["1", "10", "100", "1,000"]),
    (2, 20, [2, 5, 10, 20], ["2", "5", "10", "20"]),
  ])
  func logarithmicMarks(least: Double, most: Double, values: [Double], texts: [String]) {
    let scale = Chart.Scale.logarithmic(from: least, to: most)
    #expect(scale.isLogarithmic && scale.marks.map(\.value) == values && scale.marks.map(\.text) == texts)
    #expect(scale.share(values[0]) == 0 && scale.share(values[values.count - 1]) == 1)
  }

  /// Equal ratios are equal distances: 10 is half the way from 1 to 100.
  @Test func sharesOfALogarithmicAxis() {
    let scale = Chart.Scale.logarithmic(from: 1, to: 100)
    #expect((scale.share(10) - 0.5).magnitude < 1e-12 && scale.share(0) == 0)
  }

  @Test func theRangeDecidesTheAxis() {
    // A decade; not quite one, from 0 since 1 is less than half of 9.9; a narrow range around its values.
    #expect(Chart.Scale.around([1, 10]).isLogarithmic)
    #expect(Chart.Scale.around([1, 9.9]).first == 0 && !Chart.Scale.around([1, 9.9]).isLogarithmic)
    let narrow = Chart.Scale.around([17.9, 20.8])
    #expect(narrow.first == 17 && narrow.last == 21)
    // Values that are not positive have no logarithm.
    #expect(!Chart.Scale.around([0, 100]).isLogarithmic && Chart.Scale.around([-1, 100]).first < 0)
  }

  @Test func everyValueHasATickAndTextWhereThereIsRoom() {
    let clocks = [100.0, 125, 200, 250, 500, 1000].map {
      Chart.Scale.Mark(value: $0, text: Chart.markText($0))
    }
    let scale = Chart.Scale.values(clocks)
    #expect(scale.isLogarithmic && scale.marks.map(\.value) == [100, 125, 200, 250, 500, 1000])
    #expect(scale.marks[0].text == "100" && scale.marks[5].text == "1,000" && scale.marks[1].text == "")
    // The ends of the axis lie beyond the values.
    #expect(scale.share(100) > 0.03 && scale.share(1000) < 0.97)
  }

  // MARK: Names of points

  /// No name touches another name, a point or an edge; a name without room is left out.
  @Test func namesDoNotTouch() {
    typealias Place = LabelPlacement.Place
    func places(_ points: [(x: Double, y: Double, name: String)]) -> [Place?] {
      LabelPlacement.places(of: points)
    }
    #expect(places([(0.1, 0.5, "serial")]) == [.right])
    #expect(places([(0.98, 0.5, "serial")]) == [.left])
    // The point to the right is in the way of the first name.
    #expect(places([(0.5, 0.5, "serial"), (0.55, 0.5, "")]) == [.left, nil])
    // The same place four times over: the points themselves cover all names.
    #expect(places([(0.5, 0.5, "a"), (0.5, 0.5, "b")]) == [.right, .left])
    #expect(places([(0.5, 0.5, String(repeating: "long ", count: 20))]) == [nil])
  }

  /// Names in a column keep their order and a line's distance, within the diagram.
  @Test func namesInAColumn() {
    let gap = 13 * 1.1 / 192
    let places = LabelPlacement.column([0.99, 0.5, 0.5, 1.0])
    #expect(places[1] == 0.5 && (places[2] - 0.5 - gap).magnitude < 1e-12)
    #expect(places[3] == 1 && (places[0] - 1 + gap).magnitude < 1e-12)
  }

  // MARK: Waterfalls

  /// A and the steps give B exactly, the largest step first and the small ones as one.
  @Test func aWaterfallSums() {
    let parts: [(Int128, Int128)] = [(100, 90), (50, 80), (7, 7), (0, 4), (5, 4), (9, 7)]
    let explanation = RunDifference.Explanation(
      kind: .cause,
      rows: parts.enumerated().map { index, part in
        RunDifference.PartRow(key: "\(index)", title: "\(index)", a: part.0, b: part.1)
      }, a: 171, b: 192)
    let whole = Waterfall(explanation)
    // +30, -10, +4, -2, -1; the part that is the same is no step.
    #expect(whole.steps.map(\.title) == ["1", "0", "3", "5", "4"])
    #expect(whole.steps.map(\.to) == [201, 191, 195, 193, 192] && whole.steps[0].from == 171)
    #expect(whole.a == 171 && whole.b == 192 && whole.range == 171...201)
    let short = Waterfall(explanation, most: 3)
    #expect(short.steps.map(\.title) == ["1", "0", "3 others"])
    #expect(short.steps.map(\.difference) == [30, -10, 1] && short.b == 192)
  }

  /// The waterfall of two runs ends at the second run's total.
  @Test(arguments: [
    ["mapping.schedule=overlapped"], ["system.timing.tRP=20ns"], ["system.asic.clock=100MHz"],
  ])
  func aWaterfallOfRunsSums(overrides: [String]) throws {
    func figures(_ overrides: [String]) throws -> RunFigures {
      let experiment = try Experiment(
        Fixtures.folder + "/Fixtures/small.yaml", overrides: overrides, library: Fixtures.library)
      return RunFigures(try experiment.simulate(), label: "run", origin: "")
    }
    let difference = RunDifference(try figures([]), try figures(overrides))
    for kind in [Breakdown.Kind.cause, .component] {
      let explanation = try #require(difference[kind])
      for most in [2, 5, 10] {
        let fall = Waterfall(explanation, most: most)
        #expect(fall.a == explanation.a && fall.b == explanation.b && fall.steps.count <= most)
        #expect(fall.a + fall.steps.reduce(0) { $0 + $1.difference } == fall.b)
        for (step, next) in zip(fall.steps, fall.steps.dropFirst()) { #expect(step.to == next.from) }
      }
    }
  }

  // MARK: Units

  @Test(arguments: [
    ("1 ns", "system.asic.clock", "1 GHz"), ("10 ns", "system.asic.clock", "100 MHz"),
    ("500 ps", "system.clock.command", "0.5 ns"), ("640000 um2", "system.asic.area", "0.64 mm²"),
    ("455 ns", "system.timing.tRFC", "455 ns"), ("571 ps", "system.clock.command", "0.571 ns"),
    ("50 ps", "system.timing.tRP", "50 ps"), ("32 KiB", "mapping.scoreBuffer", "32 KiB"),
    ("strict", "system.refresh.policy", "strict"), ("8", "system.organisation.channels", "8"),
    // A period that is no whole number of hertz stays a period.
    ("7 ns", "system.asic.clock", "7 ns"),
  ])
  func unitsAsWritten(value: String, path: String, expected: String) {
    #expect(ConfigurationRecord.Constant.shown(value, at: path) == expected)
  }
}
