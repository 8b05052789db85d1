public import PIMConfiguration

extension Baseline {
  /// The baseline's time and energy for the task of a run.
  ///
  /// - Parameters:
  ///   - run: the run that the baseline is compared with; ratios multiply its figures.
  ///   - name: the letter of that run in the comparison, such as `A`.
  /// - Throws: `InputError` if the baseline has no figures for such a run.
  public func figures(for run: RunFigures, called name: String, label: String) throws(InputError)
    -> RunFigures
  {
    var figures = RunFigures(label: label, summary: description, origin: "baseline")
    switch method {
    case .bandwidth(let rate, let power, let element):
      let task = try task(of: run, label: label)
      let bits = task.movedElements * element.bits
      let (work, isTooMuch) = bits.multipliedReportingOverflow(by: 1_000_000_000_000)
      let (whole, rest) = work.quotientAndRemainder(dividingBy: Int128(rate.bitsPerSecond))
      // Whole picoseconds, rounded up.
      let time = try Self.time(isTooMuch ? .max : whole + (rest > 0 ? 1 : 0), label: label)
      figures.origin =
        "bound: \(NumberText.bytes(bits / 8)) of \(element.rawValue) weights, keys and values at \(rate)"
      figures.setTime(time, tokens: task.generatedTokens, prefill: 0)
      // 1 nW · 1 ps = 10⁻²¹ J = 1,000 yJ.
      if let power {
        let (energy, isTooMuch) = (Int128(power.nanowatts) * Int128(time)).multipliedReportingOverflow(
          by: 1000)
        if isTooMuch {
          throw InputError(label, "takes more energy than can be counted", expected: "less power")
        }
        figures.setEnergy(energy, time: time, tokens: task.generatedTokens)
        figures.origin += "; \(power) all the time"
      } else {
        figures.origin += "; no power given"
      }
    case .ratio(let latency, let energy):
      figures.origin = "\(Self.text(latency)) times the latency of \(name)"
      figures.scale(run, [.latency, .timePerToken], by: latency)
      if let rate = run[.tokensPerSecond]?.least {
        figures[.tokensPerSecond] = .interval(
          least: rate / latency.upperBound, most: rate / latency.lowerBound)
      }
      guard let energy else { break }
      figures.origin += ", \(Self.text(energy)) times the energy"
      figures.scale(run, [.energy, .energyPerToken], by: energy)
      if let rate = run[.tokensPerJoule]?.least {
        figures[.tokensPerJoule] = .interval(least: rate / energy.upperBound, most: rate / energy.lowerBound)
      }
    case .measured(let measured):
      let task = try task(of: run, label: label)
      let time = try measured.time(of: task, label: label)
      figures.origin =
        "measured on \(measured.processor), \(measured.threads) thread\(measured.threads == 1 ? "" : "s"), \(measured.element.rawValue); no energy"
      figures.setTime(time, tokens: task.positions.count, prefill: 0)
    }
    return figures
  }

  private func task(of run: RunFigures, label: String) throws(InputError) -> BaselineTask {
    guard let task = run.task else {
      throw InputError(
        label, "nothing is known of the model and the positions of \(run.label)",
        expected: "the report of an experiment; a replayed trace does not say what it computes")
    }
    return task
  }

  static func time(_ picoseconds: Int128, label: String) throws(InputError) -> Int64 {
    guard let time = Int64(exactly: picoseconds) else {
      throw InputError(
        label, "takes more than 106 days for this run", expected: "a shorter run or a faster baseline")
    }
    return time
  }

  private static func text(_ range: ClosedRange<Double>) -> String {
    RatioText.factor(.interval(least: range.lowerBound, most: range.upperBound))
  }
}

extension RunFigures {
  /// Sets each metric to a multiple of the same metric of another run.
  fileprivate mutating func scale(_ run: RunFigures, _ metrics: [Metric], by range: ClosedRange<Double>) {
    for metric in metrics {
      guard let figure = run[metric] else { continue }
      self[metric] = .interval(least: figure.least * range.lowerBound, most: figure.most * range.upperBound)
    }
  }
}
