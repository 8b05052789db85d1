/// What reports say of the program that wrote them.
public enum Tool {
  public static let name = "pimgpt"
  public static let version = "0.2.0"
}
