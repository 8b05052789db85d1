import Configuration
import Glibc
import Hardware
import Reporting
import Simulation
import Testing

@Suite struct OutputTests {
  @Test func aFileAppearsWhenItIsComplete() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a"
    for text in ["first", "second"] {
      do {
        let abandoned = try OutputFile(path: path)
        try abandoned.write("half")
        #expect(Fixtures.read(path) == (text == "first" ? nil : "first"))
      }
      let file = try OutputFile(path: path)
      try file.write(text)
      try file.commit()
      #expect(Fixtures.read(path) == text)
      #expect(folder.names == ["a"])
    }
  }

  @Test func refusesWhatCannotBeWritten() throws {
    let folder = try TemporaryFolder()
    #expect(
      message { _ = try OutputFile(path: folder.path) } == "cannot write \(folder.path): Is a directory")
    let inside = folder.path + "/no/a"
    #expect(
      message { _ = try OutputFile(path: inside) } == "cannot write \(inside): No such file or directory")
    #expect(message { _ = try OutputFile(path: "") } == "cannot write \"\": No such file or directory")
    #expect(
      message { try OutputFile(path: "/dev/full").write("a") }
        == "cannot write /dev/full: No space left on device")
  }

  @Test func devicesStayDevices() throws {
    let file = try OutputFile(path: "/dev/null")
    try file.write("a")
    try file.commit()
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func commandTrace() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.csv"
    let experiment = try Fixtures.experiment()
    let file = try CommandTraceFile(path: path, organisation: experiment.system.organisation)
    var expected = "cycle,channel,command,bank group,bank,row,column\n"
    let report = try SimulationReport(
      experiment, positions: 0..<1,
      commands: { command in
        file.append(command)
        let bank = Int(command.bank)
        expected += "\(command.cycle + 1),\(command.channel),\(command.command.mnemonic),"
        expected +=
          "\(bank < 0 ? -1 : bank / 2),\(bank < 0 ? -1 : bank % 2),\(command.row),\(command.column)\n"
      })
    #expect(folder.names == [])
    try file.finish()
    #expect(Fixtures.read(path) == expected)
    #expect(expected.split(separator: "\n").count == Int(report.measurement.commands.total) + 1)
  }
}
