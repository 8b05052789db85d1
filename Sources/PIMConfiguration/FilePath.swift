import Glibc

/// Functions on paths and files, with paths as plain strings.
package enum FilePath {
  /// The folder of a path, without a slash at the end; empty for a bare name, `/` for the root.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last component of a path.
  package static func name(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: slash)...])
  }

  package static func joining(_ folder: String, _ path: String) -> String {
    if folder.isEmpty || path.hasPrefix("/") { return path }
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }

  package static func isFile(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFREG } ?? false }

  package static func isFolder(_ path: String) -> Bool { mode(path).map { $0 & S_IFMT == S_IFDIR } ?? false }

  package static func exists(_ path: String) -> Bool { mode(path) != nil }

  private static func mode(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode : nil
  }

  /// The size of an open file, in bytes; 0 for a pipe or a device.
  package static func size(_ descriptor: Int32) -> Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
  }

  /// The target of a path whose last component is a link, through further links; the target need not exist.
  /// Links that form a circle give the path itself.
  package static func target(_ path: String) -> String {
    var current = path
    for _ in 0..<40 {
      var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let count = bytes.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { readlink(current, $0, buffer.count) } ?? -1
      }
      guard count > 0, let next = String(validating: bytes[..<count], as: UTF8.self) else { return current }
      current = joining(folder(of: current), next)
    }
    return path
  }

  /// The absolute path without links; nil if nothing is there.
  package static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(validatingCString: pointer)
  }

  /// The names in a folder, in the order of their bytes; empty if it cannot be read.
  package static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      if let name, name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes reading block again, and refuses a named pipe that has no writer. A pipe of the shell has one.
  private static func waitForWriter(
    of path: String, _ descriptor: Int32, seconds: Int32
  ) throws(FileError) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFIFO {
      var asked = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&asked, 1, seconds * 1000) == 0 {
        throw FileError(operation: "read", path: path, code: ETIMEDOUT)
      }
    }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
  }

  /// The bytes of a whole file; `-` is standard input.
  ///
  /// - Parameters:
  ///   - isInput: true if no output may replace the file (`InputFiles`).
  ///   - patience: the seconds that a named pipe may stay silent.
  /// - Throws: the system's error.
  package static func read(
    _ path: String, atMost limit: Int, isInput: Bool = false, patience: Int32 = 5
  ) throws(FileError) -> [UInt8] {
    if StandardInput.isNamed(by: path) { return try StandardInput.read(atMost: limit) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileError(operation: "read", path: path, code: errno) }
    defer { close(descriptor) }
    try waitForWriter(of: path, descriptor, seconds: patience)
    if isInput { InputFiles.note(descriptor, path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError(operation: "read", path: path, code: errno)
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw FileError(operation: "read", path: path, code: EISDIR) }
    if Int(status.st_size) > limit { throw FileError(operation: "read", path: path, code: EFBIG) }
    return try readAll(descriptor, name: path, atMost: limit, expected: Int(status.st_size))
  }

  /// The bytes of an open file, to its end.
  static func readAll(
    _ descriptor: Int32, name path: String, atMost limit: Int, expected: Int = 0
  ) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expected)
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(operation: "read", path: path, code: errno)
      }
      bytes.append(contentsOf: chunk[..<count])
      if bytes.count > limit { throw FileError(operation: "read", path: path, code: EFBIG) }
    }
  }

  /// Makes a folder and those above it. Folders that exist are left as they are.
  ///
  /// - Returns: the folders that were made, from the outermost on.
  /// - Throws: the system's error; the folders that were made are removed again.
  @discardableResult
  package static func makeFolder(_ folder: String) throws(FileError) -> [String] {
    if folder.isEmpty { throw FileError(operation: "write into", path: "\"\"", code: ENOENT) }
    if isFolder(folder) { return [] }
    var made: [String] = []
    var failure: FileError?
    var path = folder.hasPrefix("/") ? "/" : ""
    for part in folder.split(separator: "/") where failure == nil {
      path = joining(path, String(part))
      if mkdir(path, 0o777) == 0 {
        made.append(path)
      } else if errno != EEXIST {
        failure = FileError(operation: "make", path: path, code: errno)
      }
    }
    if failure == nil, !isFolder(folder) {
      failure = FileError(operation: "write into", path: folder, code: ENOTDIR)
    }
    if let failure {
      for path in made.reversed() { rmdir(path) }
      throw failure
    }
    return made
  }
}
