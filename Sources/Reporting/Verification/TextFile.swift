internal import Configuration
internal import Glibc

/// Text from a file.
public enum TextFile {
  /// - Throws: a file that cannot be read or is not UTF-8.
  public static func read(_ path: String) throws(InputError) -> String {
    guard let file = fopen(path, "rb") else { throw InputError(path, String(cString: strerror(errno))) }
    defer { fclose(file) }
    InputFiles.note(fileno(file))
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    if ferror(file) != 0 { throw InputError(path, String(cString: strerror(errno))) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError(path, "not text", expected: "UTF-8")
    }
    return text
  }
}
