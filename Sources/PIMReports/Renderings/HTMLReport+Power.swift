internal import PIMEnergy

extension HTMLReport {
  /// The section of the power over time; nothing if it is not known.
  mutating func writePower() {
    let measurement = measurement
    guard let power = measurement.power, power.time > 0 else { return }
    page.element("h2", "Power over time")
    var words = "Power in windows of \(NumberText.duration(power.window))"
    if power.windowsPerBin > 1 {
      words +=
        "; the line is the mean of up to \(NumberText.count(power.windowsPerBin)) windows, the band their least and greatest"
    }
    words +=
      ". Average \(NumberText.power(power.average)); peak \(NumberText.power(power.peakPower)) "
      + "\(measurement.powerPeakTime(power)): \(measurement.powerPeakCause(power))."
    figure(words) { figure in
      figure.element("div", ["class": "legend"]) { legend in
        for (style, title) in [("run", "power of the run"), ("bound", "average")] {
          legend.element("span") { item in
            item.element("svg", ["class": "key wide", "aria-hidden": "true"]) { svg in
              svg.void("line", ["class": style, "x1": "0", "x2": "100%", "y1": "50%", "y2": "50%"])
            }
            item.write(title)
          }
        }
      }
      Self.write(power, to: &figure)
    }
  }

  private static func write(_ power: PowerRecord, to page: inout Markup) {
    let ranges = power.bins.indices.map { power.range(of: $0) }
    let yTicks = Chart.ticks(to: max(power.peakPower, ranges.map(\.most).max() ?? 0))
    let top = yTicks.last ?? 1
    let (unit, picoseconds) = NumberText.timeUnit(of: power.time)
    let size = Double(picoseconds)
    let xTicks = Chart.ticks(to: Double(power.time) / size).filter { $0 * size <= Double(power.time) }
    func x(_ time: Int64) -> String { Markup.number(Double(time) / Double(power.time) * 100) }
    func y(_ watts: Double) -> String { Markup.number(100 - watts / top * 100) }
    // Each bin is a step as wide as its time.
    func steps(_ value: (Int) -> Double) -> [String] {
      power.bins.indices.flatMap { bin in
        let height = y(value(bin))
        return ["\(x(power.binStart(bin))),\(height)", "\(x(power.binEnd(bin))),\(height)"]
      }
    }
    let frame = Chart.Frame(
      yTitle: "power, W", xTitle: "time, \(unit)", yTicks: yTicks,
      xTicks: zip(xTicks, Chart.labels(of: xTicks)).map { tick, label in
        (x(Int64((tick * size).rounded())), label)
      },
      label: "Power from 0 to \(NumberText.power(power.peakPower)) over \(NumberText.duration(power.time))")
    Chart.write(frame, to: &page) { inner in
      let outline = steps { ranges[$0].most } + steps { ranges[$0].least }.reversed()
      inner.void("polygon", ["class": "range", "points": outline.joined(separator: " ")])
      let average = y(power.average)
      inner.void("polyline", ["class": "bound", "points": "0,\(average) 100,\(average)"])
      inner.void("polyline", ["class": "run", "points": steps(power.mean).joined(separator: " ")])
    }
  }
}
