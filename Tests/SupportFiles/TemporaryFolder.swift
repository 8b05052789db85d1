internal import Glibc
internal import PIMConfiguration

/// A folder that goes away with its owner, with all that is in it.
package final class TemporaryFolder {
  package let path: String

  /// A new folder with text files, by their paths in it.
  package init(_ files: [String: String] = [:]) throws {
    var template = Array("/tmp/pimgpt-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError(operation: "make", path: "/tmp", code: errno) }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    for (name, text) in files {
      var folder = path
      for part in name.split(separator: "/").dropLast() {
        folder += "/" + part
        mkdir(folder, 0o777)
      }
      try OutputFile.write(text, to: path + "/" + name)
    }
  }

  deinit { Self.remove(path) }

  /// The names in the folder, sorted.
  package var names: [String] { FilePath.names(in: path) }

  /// Removes a file, or a folder and all that is in it; a link, not what it leads to.
  package static func remove(_ path: String) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      for name in FilePath.names(in: path) { remove(path + "/" + name) }
    }
    Glibc.remove(path)
  }
}
