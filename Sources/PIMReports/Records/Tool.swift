/// The program's name and version as they appear in reports.
public enum Tool {
  /// The program's name.
  public static let name = "pimgpt"
  /// The program's version. A change of results changes the version.
  public static let version = "0.2.0"
}
