/// One run of the program: what it is given, and what it may write.
struct Case {
  var kind: String
  /// Files of the folder that it runs in.
  var files: [(name: String, bytes: [UInt8])]
  var arguments: [String]
  /// Names of files that it may write; they must not be there if it refuses.
  var outputs: [String] = []
  /// Whether it may leave what it has done so far, as sweeps do.
  var keepsProgress = false
}

/// Inputs of one kind that are mutated.
struct Seeds {
  var kind: String
  var files: [(name: String, bytes: [UInt8])]
  var words: [[UInt8]]

  init(kind: String, files: [(name: String, bytes: [UInt8])]) {
    self.kind = kind
    self.files = files
    let mutator = Mutator(seed: 0)
    words = files.flatMap { mutator.words(of: Array($0.bytes.prefix(20_000))) }
  }
}
