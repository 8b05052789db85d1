import PIMGPT
import Testing

@Suite struct SweepCommandTests {
  private static let four = """
    experiment: gpt2-small
    set: {tokens: 1}
    axes:
      system.timing.tRP: [8 ns, 12 ns]
      system.timing.tRCDRD: [10 ns, 14 ns]
    """
  private static let outputs = ["o/index.html", "o/sweep.csv", "o/sweep.json"]

  /// Labels of the points, in order, as `sweep list` prints them.
  private func points(_ text: String) throws -> [String] {
    let program = try Program(["s.yaml": text])
    let list = try program.run("sweep", "list", "s.yaml", "-o", "o")
    #expect(list.status == 0, "\(list.errors)")
    return list.output.split(separator: "\n").dropFirst().map { line in
      line.split(separator: " ").dropFirst().prefix { $0.count < 12 }.filter { $0 != "ns" }
        .joined(separator: " ")
    }
  }

  @Test func ordersOfPoints() throws {
    #expect(try points(Self.four) == ["8 10", "8 14", "12 10", "12 14"])
    #expect(try points(Self.four + "\ncombination: zip") == ["8 10", "12 14"])
    let list = "experiment: gpt2-small\npoints: [{system.timing.tRP: 9 ns}, {system.timing.tRP: 7 ns}]"
    #expect(try points(list) == ["9", "7"])
  }

  @Test(arguments: [
    ("axis: {}", "s.yaml:1:1: experiment: missing key; expected an experiment"),
    ("experiment: gpt2-small", "axes: missing key"),
    (
      "experiment: gpt2-small\naxes: {system.timing.tRP: []}",
      "s.yaml:2:27: axes.\"system.timing.tRP\": no values; expected a list of values"
    ),
    (
      "experiment: gpt2-small\naxes: {system.timing.tRPP: [8 ns]}",
      "s.yaml:2:29: system.timing.tRPP: a timing that no rule uses"
    ),
    (
      "experiment: gpt2-small\npoints: [{system.timing.tRP: 8 ns}, {system.timing.tRP: 8 ns}]",
      "s.yaml:2:37: points[1]: point twice, found the point of line 2; expected each point once"
    ),
    (
      "experiment: gpt2-small\nset: {tokens: 1}\naxes: {tokens: [1, 2]}",
      "s.yaml:3:8: tokens: set twice"
    ),
  ]) func errorsHavePlaces(text: String, expected: String) throws {
    let outcome = try Program(["s.yaml": text]).run("sweep", "s.yaml", "-o", "o")
    #expect(outcome.output.isEmpty && outcome.status != 0)
    #expect(outcome.errors.contains(expected), "\(outcome.errors)")
  }

  /// Single points in any order, gathered, are the bytes of a whole run.
  @Test func singlePointsAndCollect() throws {
    let whole = try Program(["s.yaml": Self.four])
    #expect(try whole.run("sweep", "s.yaml", "-o", "o", "--quiet").status == 0)
    let parts = try Program(["s.yaml": Self.four])
    for index in [2, 0, 3] {
      #expect(try parts.run("sweep", "run", "s.yaml", "--index", "\(index)", "-o", "o").status == 0)
    }
    let missing = try parts.run("sweep", "collect", "s.yaml", "-o", "o")
    #expect(missing.status == 1)
    #expect(missing.errors.hasSuffix("error: 1 of 4 points have no result in o: 1\n"))
    #expect(try parts.run("sweep", "run", "s.yaml", "--index", "1", "-o", "o").status == 0)
    #expect(try parts.run("sweep", "collect", "s.yaml", "-o", "o").status == 0)
    for file in Self.outputs {
      let text = try #require(parts.read(file))
      #expect(text == whole.read(file))
    }
    let beyond = try parts.run("sweep", "run", "s.yaml", "--index", "4", "-o", "o")
    #expect(beyond.status == 2 && beyond.errors.contains("expected 0 to 3"), "\(beyond.errors)")
  }

  /// Ten shares, run in any order, gathered, are the bytes of a whole run.
  @Test func sharesAndCollect() throws {
    let twelve = """
      experiment: gpt2-small
      set: {tokens: 1}
      axes:
        system.timing.tRP: [8 ns, 12 ns, 12000 ps]
        system.timing.tRCDRD: [10 ns, 12 ns, 14 ns, 16 ns]
      """
    let whole = try Program(["s.yaml": twelve])
    #expect(try whole.run("sweep", "s.yaml", "-o", "o", "-q").status == 0)
    let parts = try Program(["s.yaml": twelve])
    let run = try parts.script(
      """
      for i in 3 9 0 7; do "$1" sweep run s.yaml --shard $i/10 -o o -q || exit 1; done
      for i in 1 2 4; do "$1" sweep run s.yaml --shard $i/10 -o o -q & p="$p $!"; done
      for q in $p; do wait $q || exit 1; done
      for i in 5 6 8; do "$1" sweep run s.yaml --shard $i/10 -o o || exit 1; done
      "$1" sweep collect s.yaml -o o -q
      """)
    // Values that mean the same are one point: it is not run again.
    let known = [5, 6, 8].map { "note: point \($0) has a result in o\n" }.joined()
    #expect(run.status == 0 && run.errors == known, "\(run.errors)")
    #expect(
      run.output.hasPrefix("point 5: system.timing.tRP = 12 ns, system.timing.tRCDRD = 12 ns: "),
      "\(run.output)")
    for file in Self.outputs {
      let text = try #require(parts.read(file))
      #expect(text == whole.read(file))
    }
    // More shares than points: the rest has nothing to do.
    #expect(
      try parts.run("sweep", "run", "s.yaml", "--shard", "12/20", "-o", "o")
        == .init(status: 0, output: "", errors: ""))
    for (text, expected) in [
      ("10/10", "--shard 10/10: no such share; expected 0/10 to 9/10"),
      (
        "1",
        "--shard 1: malformed share; expected its number, from 0, and how many there are, such as 0/10 to 9/10"
      ),
      ("0/0", "--shard 0/0: no shares; expected 1 or more behind the slash"),
    ] {
      let outcome = try parts.run("sweep", "run", "s.yaml", "--shard", text, "-o", "o")
      #expect(outcome == .init(status: 2, output: "", errors: "error: \(expected)\n"))
    }
    let both = try parts.run("sweep", "run", "s.yaml", "-o", "o")
    #expect(both.status == 2 && both.errors.hasPrefix("error: expected the point, --index I, or a share"))
  }

  /// A line that was cut off anywhere is dropped, and its point run again; nothing else is.
  @Test func goesOnAfterACutLine() throws {
    let program = try Program(["s.yaml": Self.four])
    #expect(try program.run("sweep", "s.yaml", "-o", "o", "--quiet", "--jobs", "1").status == 0)
    let results = try Array(#require(program.read("o/results.jsonl")).utf8)
    let files = Self.outputs.map { program.read($0) }
    let last = results.dropLast().lastIndex(of: UInt8(ascii: "\n"))! + 1
    // Every 97th byte of the line, and both its ends: each cut is a run of the program.
    let cuts = Array(stride(from: last, to: results.count, by: 97)) + [results.count - 1]
    for cut in cuts {
      try OutputFile.write(
        String(decoding: results[..<cut], as: UTF8.self), to: "\(program.folder)/o/results.jsonl")
      let again = try program.run("sweep", "s.yaml", "-o", "o")
      #expect(again.status == 0)
      #expect(again.errors.contains("3 of 4 points have a result"), "cut at \(cut): \(again.errors)")
      #expect(program.read("o/results.jsonl").map { Array($0.utf8) } == results)
    }
    #expect(Self.outputs.map { program.read($0) } == files)
    // What was changed is not taken for a result.
    let edited = String(decoding: results, as: UTF8.self).replacing(
      "\"positions\": 1,", with: "\"positions\": 2,")
    try OutputFile.write(edited, to: "\(program.folder)/o/results.jsonl")
    let refused = try program.run("sweep", "s.yaml", "-o", "o")
    #expect(refused.status == 2 && refused.errors.contains("results.jsonl:2"), "\(refused.errors)")
  }

  /// A run that is killed as soon as it has a result goes on to the same files, and repeats no point.
  @Test func goesOnAfterBeingKilled() throws {
    let text = Self.four.replacing("tokens: 1", with: "tokens: 40")
    let whole = try Program(["s.yaml": text])
    #expect(try whole.run("sweep", "s.yaml", "-o", "o", "--quiet").status == 0)
    let killed = try Program(["s.yaml": text])
    let outcome = try killed.script(
      """
      "$1" sweep s.yaml -o o --quiet --jobs 1 & p=$!
      while kill -0 $p 2>/dev/null && ! grep -q latency_ps o/results.jsonl 2>/dev/null; do :; done
      kill -9 $p 2>/dev/null; wait $p 2>/dev/null
      "$1" sweep s.yaml -o o --quiet
      """)
    #expect(outcome.status == 0, "\(outcome.errors)")
    for file in Self.outputs {
      let text = try #require(killed.read(file))
      #expect(text == whole.read(file))
    }
    let lines = try #require(killed.read("o/results.jsonl")).split(separator: "\n")
    #expect(lines.count == 5 && Set(lines).count == 5)
  }

  /// More adders are faster and larger, so each is on the front. Energy is least in between.
  @Test func addersHaveAFront() throws {
    let program = try Program([
      "s.yaml": "experiment: gpt2-small\nset: {tokens: 1}\naxes: {system.asic.adders: [64, 256, 1024]}"
    ])
    let outcome = try program.run("sweep", "s.yaml", "-o", "o")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count { $0.hasSuffix("Pareto") } == 3, "\(outcome.output)")
    // 0.64 mm² of ASIC, 224 mm² of DRAM, 17.891 mm² of MAC units, 0.092 mm² of buffers.
    #expect(lines.contains { $0.contains(" 256 ") && $0.contains(" 242.623 mm² ") }, "\(outcome.output)")
    let table = try #require(program.read("o/sweep.csv"))
    #expect(table.contains(",242.623056,0.64,224.0,17.891328,0.091728,"), "\(table)")
  }

  /// Points that vary what has no cost say so everywhere, and compete only if asked to.
  @Test func pointsWithoutACost() throws {
    let program = try Program([
      "s.yaml": "experiment: gpt2-small\nset: {tokens: 1}\naxes: {system.timing.tRP: [8 ns, 12 ns, 14 ns]}"
    ])
    let outcome = try program.run("sweep", "s.yaml", "-o", "o")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.count { $0.hasSuffix("x  not costed: timing.tRP") } == 2, "\(outcome.output)")
    #expect(!lines.contains { $0.hasSuffix("Pareto") })
    #expect(
      lines.contains("  2 points are not in the Pareto front: not costed: timing.tRP"),
      "\(outcome.output)")
    let page = try #require(program.read("o/index.html"))
    #expect(page.contains("2 points are not in the Pareto front: not costed: timing.tRP."))
    let rows = try #require(program.read("o/sweep.csv")).split(separator: "\n")
    #expect(rows.count { $0.contains(",false,timing.tRP,,") } == 2, "\(rows)")
    // The one that is left has no competitor.
    #expect(rows.count { $0.contains(",gross,false,,,") } == 1)
    let json = try #require(program.read("o/sweep.json"))
    #expect(json.contains("\"pareto\": \"costed\"") && json.contains("\"timing.tRP\""), "\(json)")
    let one = try program.run("sweep", "run", "s.yaml", "--index", "0", "-o", "o2")
    #expect(one.output.hasSuffix("; not costed: timing.tRP\n"), "\(one.output)")

    let all = try program.run("sweep", "s.yaml", "-o", "o", "--pareto-all")
    #expect(all.output.contains("Pareto; not costed: timing.tRP"), "\(all.output)")
    #expect(!all.output.contains("in the Pareto front"))
    let asked = try Program([
      "s.yaml":
        "experiment: gpt2-small\nset: {tokens: 1}\npareto: all\naxes: {system.timing.tRP: [8 ns, 12 ns, 14 ns]}"
    ])
    #expect(try asked.run("sweep", "s.yaml", "-o", "o").output == all.output)
  }

  /// A point that cannot be run is recorded, and the others run.
  @Test func aPointThatFails() throws {
    let program = try Program([
      "s.yaml": "experiment: gpt2-small\nset: {tokens: 1}\naxes: {system.organisation.rows: [16384, 64]}"
    ])
    let outcome = try program.run("sweep", "s.yaml", "-o", "o")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error: point 1: system.organisation.rows = 64: "), "\(outcome.errors)")
    let rows = try #require(program.read("o/sweep.csv")).split(separator: "\n")
    #expect(rows.count == 3 && rows[1].hasPrefix("0,16384,done,") && rows[2].hasPrefix("1,64,failed,"))
  }
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    var (result, rest) = ("", self[...])
    while let first = rest.first {
      if rest.hasPrefix(old) {
        result += new
        rest = rest.dropFirst(old.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }
}
