import Glibc
import PIMGPT
import PIMTestSupport
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
    try OutputFile.write("a", to: folder.path + "/file")
    for inside in ["file/a", "file/b/a"] {
      let path = "\(folder.path)/\(inside)"
      #expect(message { _ = try OutputFile(path: path) } == "cannot write \(path): Not a directory")
    }
    #expect(message { _ = try OutputFile(path: "") } == "cannot write \"\": No such file or directory")
    #expect(
      message { try OutputFile(path: "/dev/full").write("a") }
        == "cannot write /dev/full: No space left on device")
  }

  /// Folders that are missing are made; of a file that is abandoned nothing is left, and of one that is
  /// complete everything.
  @Test func foldersComeAndGoWithTheFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a/b/c"
    do {
      let abandoned = try OutputFile(path: path)
      try abandoned.write("half")
      #expect(folder.names == ["a"])
    }
    #expect(folder.names == [])
    do {
      // The folders of the first are there for the second, which is complete.
      let (first, second) = (try OutputFile(path: path), try OutputFile(path: folder.path + "/a/b/d"))
      try first.write("half")
      try second.write("whole")
      try second.commit()
    }
    #expect(Fixtures.read(path) == nil && Fixtures.read(folder.path + "/a/b/d") == "whole")
    #expect(remove(folder.path + "/a/b/d") == 0 && remove(folder.path + "/a/b") == 0)
  }

  /// A signal's handler may remove what is unfinished: the folder, and nothing of a file that is complete. In
  /// a process of its own, since the handler would remove the outputs of other tests, too.
  @Test func unfinishedFilesAreRemoved() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      OutputFile.prepareForSignals()
      let done = try OutputFile(path: folder.path + "/done/a")
      try done.commit()
      let unfinished = try OutputFile(path: folder.path + "/new/deep/a")
      try #require(folder.names == ["done", "new"])
      OutputFile.removeUnfinished()
      try #require(folder.names == ["done"])
      try #require(message { try unfinished.commit() }.contains("No such file or directory"))
      try #require(remove(folder.path + "/done/a") == 0)
    }
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
    let report = try experiment.simulate(
      positions: 0..<1,
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
