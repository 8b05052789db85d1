internal import Glibc
internal import PIMConfiguration

/// A read-only memory mapping of a whole file, unmapped with its last owner. The system reads pages on
/// access.
final class MappedFile: @unchecked Sendable {
  let path: String
  /// The file's bytes. Never written, so sharing them between threads is safe.
  let bytes: UnsafeRawBufferPointer

  /// Maps a file.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read, is no regular file or is empty.
  init(path: String) throws(CheckpointError) {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw CheckpointError(file: path, "cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    InputFiles.note(descriptor, path)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw CheckpointError(file: path, "is not a regular file")
    }
    let size = Int(status.st_size)
    guard size > 0 else { throw CheckpointError(file: path, "is empty") }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw CheckpointError(file: path, "cannot be mapped: \(String(cString: strerror(errno)))")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress!), bytes.count) }

  /// Releases the pages behind a range. A later access reads them again from the file.
  func discard(_ range: Range<Int>) {
    let page = Int(getpagesize())
    let (first, last) = (
      range.lowerBound / page * page, min(bytes.count, (range.upperBound + page - 1) / page * page)
    )
    guard first < last else { return }
    madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress! + first), last - first, MADV_DONTNEED)
  }
}
