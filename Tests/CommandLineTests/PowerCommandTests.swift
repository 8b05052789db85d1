import Testing

/// Power over time, as a user asks for it.
@Suite struct PowerCommandTests {
  /// The trace, the report and the timeline are of one run, whose energy the windows sum to.
  @Test func powerIsWritten() throws {
    let program = try Program(["tiny.yaml": CommandLineTests.tiny])
    let outcome = try program.script(
      """
      "$1" simulate tiny.yaml --power --power-window 2us --power-trace p.csv --perfetto t.json -o a.json >text &&
      "$1" simulate tiny.yaml -q --power-trace q.csv --power-window 2us && cmp p.csv q.csv &&
      "$1" report a.json --format json | cmp - a.json &&
      "$1" report a.json --format csv | grep ^power,peak, && "$1" report a.json --format markdown | grep "^Power in windows of 2.000" &&
      "$1" report a.json --format html | grep -c "<h2>Power over time</h2>"
      """)
    #expect(outcome.status == 0, "\(outcome)")
    let trace = try #require(program.read("p.csv")).split(separator: "\n")
    #expect(trace[0] == "start_ps,end_ps,energy_yj,power_w,channel0_w,channel1_w,asic_w")
    let total = trace.dropFirst().reduce(Int128(0)) { $0 + (Int128($1.split(separator: ",")[2]) ?? 0) }
    let report = try #require(program.read("a.json"))
    #expect(report.contains("\"total_yj\": \"\(total)\""))
    #expect(try #require(program.read("text")).contains("\nPower, in windows of 2.000 µs\n"))
    let counters = try #require(program.read("t.json")).split(separator: "\n").filter {
      $0.contains("\"power, mW\"")
    }
    #expect(counters.count == trace.count)
  }

  @Test(arguments: [
    ("--power-window 2us", "--power-window goes with --power or --power-trace"),
    ("--power --power-window 2", "--power-window: missing unit, found 2; expected a time such as \"12 ns\""),
    ("--power --power-window 10ps", "--power-window: found 10ps, expected 1 ns to 20 h, such as 10us"),
    (
      "--power-trace a.csv --command-trace a.csv",
      "--command-trace and --power-trace name the same file, a.csv"
    ),
  ])
  func whatIsRefused(options: String, expected: String) throws {
    let program = try Program(["tiny.yaml": CommandLineTests.tiny])
    let outcome = try program.script("\"$1\" simulate tiny.yaml \(options)")
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("error: \(expected)\n"), "\(outcome.errors)")
  }
}
