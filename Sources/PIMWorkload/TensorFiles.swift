internal import PIMConfiguration

/// The tensors of one safetensors file, or of the shards that an index names.
struct TensorFiles: Sendable {
  /// Path of the file or the index, for errors about tensors that are in no file.
  let path: String
  private let files: [SafeTensors]
  /// The index in `files` of each tensor's file.
  private let places: [String: Int]

  /// Names of all tensors, in the order of the files and of their data.
  var names: [String] { files.flatMap { $0.entries.map(\.name) } }

  /// Paths of all opened files: the one file, or the index and its shards in the order of the index.
  var paths: [String] { files.count == 1 && files[0].path == path ? [path] : [path] + files.map(\.path) }

  /// Opens one file.
  init(path: String) throws(CheckpointError) {
    let file = try SafeTensors(path: path)
    self.path = path
    files = [file]
    places = Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, 0) })
  }

  /// Opens the shards of an index, `{"weight_map": {TENSOR: FILE, …}}`, which lie beside the index.
  ///
  /// - Throws: `CheckpointError` for shards that are missing, and for contradictions of index and shards.
  init(index path: String) throws(CheckpointError) {
    self.path = path
    var shards: [String] = []
    var numbers: [String: Int] = [:]
    var places: [String: Int] = [:]
    let entries = try TensorFiles.weightMap(path)
    for entry in entries {
      let number = numbers[entry.shard] ?? shards.count
      if number == shards.count {
        shards.append(entry.shard)
        numbers[entry.shard] = number
      }
      places[entry.tensor] = number
    }
    var files: [SafeTensors] = []
    for (number, shard) in shards.enumerated() {
      let place = FilePath.joining(FilePath.folder(of: path), shard)
      guard FilePath.exists(place) else {
        let first = entries.first { $0.shard == shard }?.tensor
        throw CheckpointError(file: path, tensor: first, "lies in the shard \"\(shard)\", which is not there")
      }
      let file = try SafeTensors(path: place)
      for entry in file.entries where places[entry.name] != number {
        let other = places[entry.name].map { "says that it is in \"\(shards[$0])\"" } ?? "does not name it"
        throw CheckpointError(file: place, tensor: entry.name, "is here, but the index \(path) \(other)")
      }
      files.append(file)
    }
    for entry in entries {
      guard let number = places[entry.tensor], files[number][entry.tensor] == nil else { continue }
      throw CheckpointError(
        file: files[number].path, tensor: entry.tensor,
        "is missing, but the index \(path) says that it is here")
    }
    self.files = files
    self.places = places
  }

  private static func weightMap(_ path: String) throws(CheckpointError) -> [(tensor: String, shard: String)] {
    do throws(ConfigurationError) {
      var root = try Document.load(path: path, syntax: .json).mapping()
      var map = try root.section("weight_map")
      var result: [(tensor: String, shard: String)] = []
      for (key, value) in map.entries() {
        let shard = try value.text()
        guard !shard.isEmpty, shard != ".", shard != "..", !shard.contains("/") else {
          throw value.error(
            "no file beside the index", found: "\"\(shard)\"",
            expected: "a name such as model-00001-of-00002.safetensors")
        }
        result.append((key.name, shard))
      }
      return result
    } catch {
      throw error.mark == nil
        ? CheckpointError(file: path, error.description) : CheckpointError(file: path, "", error)
    }
  }

  /// The header's entry of a tensor; nil if there is none.
  subscript(_ name: String) -> SafeTensors.Entry? { places[name].flatMap { files[$0][name] } }

  /// Path of the file of a tensor; that of the index for a tensor in no file.
  func path(of name: String) -> String { places[name].map { files[$0].path } ?? path }

  /// A floating-point tensor's data.
  ///
  /// - Throws: `CheckpointError` if the tensor is missing or its type is not F32, F16 or BF16.
  func tensor(_ name: String) throws(CheckpointError) -> TensorData {
    guard let place = places[name] else { throw CheckpointError(file: path, tensor: name, "is missing") }
    return try files[place].tensor(name)
  }
}
