/// An error of mapping a model to a system.
public enum MappingError: Error, Hashable, CustomStringConvertible {
  /// The rows of a tensor, for the list of the largest tensors.
  public struct TensorRows: Sendable, Hashable {
    /// The name of the tensor, without its layer.
    public var name: String
    /// Rows of every bank that one such tensor takes.
    public var rows: Int
    /// Number of such tensors: the layers, or 1.
    public var copies: Int
    /// True for keys or values of tokens.
    public var isCache: Bool
  }

  /// A buffer in the ASIC's SRAM.
  public struct Resident: Sendable, Hashable {
    /// The name of the buffer.
    public var name: String
    /// Size of the buffer in bytes.
    public var bytes: Int
  }

  /// The banks have too few rows.
  case capacity(neededRows: Int, availableRows: Int, rowBytes: Int, largest: [TensorRows])
  /// The ASIC's SRAM has no room for a buffer.
  case sram(buffer: Resident, capacityBytes: Int, live: [Resident])
  /// A buffer of the policy is smaller than the smallest part of the work that uses it.
  case policy(option: String, bytes: Int, neededBytes: Int, why: String)
  /// Half of the ASIC's SRAM is too small for the reads that go on while the ASIC works on the other half.
  case halfSRAM(capacityBytes: Int, neededBytes: Int, what: String)
  /// The policy asks for a command that the system does not have.
  case unsupported(command: String, option: String, suggestion: String)
  /// An operator of the model's graph, or a sequence of them, has no lowering.
  case graph(node: String, problem: String, expected: String)

  /// The message for the user.
  public var description: String {
    switch self {
    case .capacity(let needed, let available, let rowBytes, let largest):
      let missing = needed - available
      let list = largest.map {
        $0.name + (($0.copies > 1) ? " \($0.copies) × \($0.rows) rows" : " \($0.rows) rows")
      }
      return "the model needs \(needed) rows a bank and the system has \(available): \(missing) rows "
        + "(\(missing * rowBytes) bytes a bank) are missing; the largest tensors are "
        + list.joined(separator: ", ") + "; expected more system.organisation.rows or channels"
        + (largest.contains { $0.isCache } ? ", or fewer tokens" : "")
    case .sram(let buffer, let capacity, let live):
      let list = live.map { "\($0.name) (\($0.bytes) bytes)" }.joined(separator: ", ")
      return
        "\(buffer.name) (\(buffer.bytes) bytes) does not fit the ASIC's SRAM of \(capacity) bytes; live with it: "
        + (list.isEmpty ? "nothing" : list) + "; expected a larger system.asic.sram"
    case .policy(let option, let bytes, let needed, let why):
      return
        "mapping.\(option) of \(bytes) bytes is too small: \(why) takes \(needed) bytes; expected at least that, within system.asic.sram"
    case .halfSRAM(let capacity, let needed, let what):
      return
        "asic.sram of \(capacity) bytes is too small: \(what), \(needed) bytes, are read into one half while the ASIC works on the other; "
        + "expected at least \(2 * needed) bytes, or fewer channels or banks, which shares out less at a time"
    case .unsupported(let command, let option, let suggestion):
      return "\(option) needs the command \(command), which the system does not have; \(suggestion)"
    case .graph(let node, let problem, let expected): return "\(node) \(problem); expected \(expected)"
    }
  }
}
