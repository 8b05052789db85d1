package import PIMConfiguration

/// Reading of text from a file.
package enum TextFile {
  /// The largest file size, bytes. The limit also ends the reading of devices that never end.
  package static let largest = 64 << 20

  /// - Throws: `InputError` for a file that cannot be read, is too large or is not UTF-8.
  package static func read(_ path: String) throws(InputError) -> String {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FilePath.read(path, atMost: largest, isInput: true)
    } catch {
      throw InputError(path, error.reason)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError(path, "not text", expected: "UTF-8")
    }
    return text
  }
}
