/// The program's name and version, as reports give them.
public enum Tool {
  /// The program's name.
  public static let name = "pimgpt"
  /// The program's version; it changes with results.
  public static let version = "0.2.0"
}
