import PIMHardware
import Testing

/// The accountings under which the currents of the presets can be read.
@Suite struct AccountingTests {
  private func refusal(_ name: String, _ accounting: Electrical.Accounting, _ overrides: String...) throws
    -> String?
  {
    let system = try Documents.experimentSystem(["system=\(name)"] + overrides)
    do throws(AccountingRefusal) {
      let changed = try system.accounted(accounting)
      #expect(changed.electrical.accounting == accounting)
      return nil
    } catch {
      return error.description
    }
  }

  @Test(arguments: ["pim-gpt", "gddr6"]) func paperCurrentsHaveNoNetFigures(name: String) throws {
    #expect(try refusal(name, .gross) == nil)
    // 122 mA · 39 ns; 142 mA · 27 ns + 92 mA · 12 ns.
    #expect(
      try refusal(name, .net)
        == "no net figures: electrical.IDD0: net of standby an activation draws less than nothing: 122 mA for a tRC of "
        + "39 ns, 4758 mA ns, and for standby 142 mA in 27 ns and 92 mA in 12 ns, 4938 mA ns")
    // 127 mA · 39 ns is 4,953 mA ns, more than standby.
    #expect(try refusal(name, .net, "system.electrical.IDD0=127 mA") == nil)
    #expect(
      try refusal(name, .net, "system.electrical.IDD0=127 mA", "system.electrical.IDD4W=141 mA")
        == "no net figures: electrical.IDD4W: net of standby it is less than nothing: 141 mA, with IDD3N 142 mA"
    )
  }

  @Test(arguments: ["pim-gpt-idd", "aim-gddr6", "hbm-pim"])
  func currentsMeasuredElsewhereHaveNoGrossFigures(name: String) throws {
    #expect(try refusal(name, .net) == nil)
    #expect(
      try refusal(name, .gross)
        == "no gross figures: electrical.measuredAt: the currents were measured at other times than the machine's, "
        + "and gross charges a command for its own time")
    #expect(try refusal(name, .gross, "system.electrical.measuredAt=null") == nil)
  }

  /// What is refused here is refused in a file, and what is not, is not.
  @Test(arguments: ["pim-gpt", "pim-gpt-idd", "aim-gddr6", "hbm-pim", "gddr6"])
  func aFileIsRefusedAlike(name: String) throws {
    for accounting in Electrical.Accounting.allCases {
      let file = try? Documents.experimentSystem([
        "system=\(name)", "system.electrical.accounting=\(accounting.rawValue)",
      ])
      #expect((file == nil) == (try refusal(name, accounting) != nil))
    }
  }
}
