import Glibc
import PIMConfiguration
import PIMWorkload
import Testing

/// Folders as transformers writes them: those of the fixtures, or of the folder that `PIMGPT_FAMILIES` names.
@Suite struct FamilyFolderTests {
  static let fixtures =
    #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
    + "/ExecutionTests/Fixtures/families"
  static let root = getenv("PIMGPT_FAMILIES").map { String(cString: $0) } ?? fixtures
  static let folders = FilePath.names(in: root).filter { FilePath.isFolder(root + "/" + $0) }

  @Test func thereAreFolders() { #expect(Self.folders.count >= 12) }

  @Test(arguments: folders) func everythingIsReadAndUnderstood(name: String) throws {
    let folder = Self.root + "/" + name
    let file = try HuggingFaceConfiguration(path: folder + "/config.json")
    #expect(file.notes.isEmpty)
    #expect(file.assumptions.isEmpty)
    #expect(try ModelDescription(decoding: file.document.mapping()) == file.description)
    let checkpoint = try Checkpoint(folder: folder)
    try checkpoint.checkFinite()
    #expect(checkpoint.notes.isEmpty)
    for weight in OperatorGraph(checkpoint.model, context: 8).weights where !weight.role.isConstant {
      guard weight.role != .positionEmbedding else { continue }
      #expect(try checkpoint.tensor(weight).shape == weight.tensor.shape)
    }
  }
}
