/// A model that cannot be mapped to a system.
public enum MappingError: Error, Hashable, CustomStringConvertible {
  /// A tensor's rows, for the list of the largest.
  public struct TensorRows: Sendable, Hashable {
    public var name: String
    public var rows: Int
    /// How many such tensors there are: the layers, or 1.
    public var copies: Int
  }

  /// Something in the ASIC's SRAM.
  public struct Resident: Sendable, Hashable {
    public var name: String
    public var bytes: Int
  }

  /// The banks have too few rows.
  case capacity(neededRows: Int, availableRows: Int, rowBytes: Int, largest: [TensorRows])
  /// The ASIC's SRAM has no room for a buffer.
  case sram(buffer: Resident, capacityBytes: Int, live: [Resident])
  /// A buffer of the policy is too small for one step of its use.
  case policy(option: String, bytes: Int, neededBytes: Int, why: String)
  /// Half of the ASIC's SRAM is too small for what is read while the ASIC works on the other half.
  case halfSRAM(capacityBytes: Int, neededBytes: Int, what: String)
  /// The policy asks for a command that the system does not have.
  case unsupported(command: String, option: String, suggestion: String)

  public var description: String {
    switch self {
    case .capacity(let needed, let available, let rowBytes, let largest):
      let missing = needed - available
      let list = largest.map {
        $0.name + (($0.copies > 1) ? " \($0.copies) × \($0.rows) rows" : " \($0.rows) rows")
      }
      return "the model needs \(needed) rows a bank and the system has \(available): \(missing) rows "
        + "(\(missing * rowBytes) bytes a bank) are missing; the largest tensors are "
        + list.joined(separator: ", ")
    case .sram(let buffer, let capacity, let live):
      let list = live.map { "\($0.name) (\($0.bytes) bytes)" }.joined(separator: ", ")
      return
        "\(buffer.name) (\(buffer.bytes) bytes) does not fit the ASIC's SRAM of \(capacity) bytes; live with it: "
        + (list.isEmpty ? "nothing" : list)
    case .policy(let option, let bytes, let needed, let why):
      return "\(option) of \(bytes) bytes is too small: \(why) takes \(needed) bytes"
    case .halfSRAM(let capacity, let needed, let what):
      return
        "asic.sram of \(capacity) bytes is too small: \(what), \(needed) bytes, are read into one half while the ASIC works on the other; "
        + "expected at least \(2 * needed) bytes, or fewer channels or banks, which shares out less at a time"
    case .unsupported(let command, let option, let suggestion):
      return "\(option) needs the command \(command), which the system does not have; \(suggestion)"
    }
  }
}
