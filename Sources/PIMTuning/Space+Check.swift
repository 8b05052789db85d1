internal import PIMConfiguration
public import PIMExperiments

extension Space {
  /// Reads spaces for `PresetLibrary.check`.
  public static let reader: DocumentCheck.Reader = { path, library in
    _ = try Space(path: path, library: library)
  }
}
