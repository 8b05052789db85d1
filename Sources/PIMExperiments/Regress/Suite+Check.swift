public import PIMConfiguration
internal import PIMMapping
internal import PIMWorkload

extension Suite {
  /// Finds out, before anything is simulated, what cannot be stored or was never stored.
  ///
  /// - Parameter isBlessed: whether the results are to be stored.
  /// - Returns: remarks on what is not stored, a line each.
  /// - Throws: stored results that cannot be read. Where results are to be stored: every case that cannot be
  ///   simulated. Otherwise: a suite of which nothing is stored.
  public func check(isBlessed: Bool) throws -> [String] {
    // A file that pimgpt did not write is not written over.
    let stored = try storedResults()
    if isBlessed {
      try checkCases()
      return []
    }
    try checkOverrides()
    guard let stored else {
      throw InputError(
        "suite \(name)", "nothing is stored in \(resultsPath)",
        expected: "results: --bless stores them there, --results FILE names another place")
    }
    var notes = stored.lacks.map { ["\(resultsPath): \($0)"] } ?? []
    let new = cases.map(\.name).filter { name in !stored.cases.contains { $0.name == name } }
    if !new.isEmpty { notes.append("nothing is stored of \(new.joined(separator: "; ")): --bless stores it") }
    return notes
  }

  /// The file for the stored results, opened before anything is simulated.
  ///
  /// - Throws: `InputError` that says what to do where the file cannot be written.
  public func resultsFile() throws(InputError) -> OutputFile {
    do throws(FileError) {
      return try OutputFile(path: resultsPath, mayReplaceInput: true)
    } catch {
      throw InputError(
        "\(error)", "the suite \(name) keeps its results there",
        expected: "a place that can be written: --results FILE, here and with each later run")
    }
  }

  /// Refuses a mistake that keeps every case from being read, such as an unknown key in `--set`.
  private func checkOverrides() throws {
    var failures: [any Error] = []
    for item in cases {
      do { _ = try Experiment(item.document.get()) } catch { failures.append(error) }
    }
    guard let first = failures.first, failures.count == cases.count,
      failures.allSatisfy({ "\($0)" == "\(first)" })
    else { return }
    throw first
  }

  /// Refuses a suite with a case that cannot be simulated.
  private func checkCases() throws {
    for item in cases {
      do {
        let experiment = try Experiment(item.document.get())
        let compiled = try experiment.compile()
        for stretch in item.positions ?? [] { try stretch.check(in: experiment) }
        if let count = item.execute, count > compiled.run.positions.upperBound {
          throw InputError(
            "execute: \(count)", "more than the run has",
            expected: "1 to \(compiled.run.positions.upperBound)")
        }
      } catch {
        throw InputError(
          "case \(item.name)", "\(error)", expected: "cases that can be simulated; nothing was run or stored")
      }
    }
  }
}
