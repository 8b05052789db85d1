internal import Synchronization

/// The instructions of one operator, or of a tile of it, with rows relative to a base. One template serves
/// every layer and token that repeats it.
public final class Template: Sendable {
  /// The equivalence class of a template in timing. Templates of equal shape hold the same channel
  /// instructions, except for addresses in ASIC SRAM and for lengths that end in the same burst, so they take
  /// the same time.
  public struct Shape: Hashable, Sendable {
    /// The operator of the template.
    public var kind: OperatorKind
    /// Numbers that distinguish the shapes of one kind.
    public var numbers: [Int]

    /// A shape of an operator with its numbers.
    public init(_ kind: OperatorKind, _ numbers: Int...) {
      self.kind = kind
      self.numbers = numbers
    }
  }

  /// A number that is unique in a program among templates that are run more than once.
  public let id: Int
  /// The shape; nil if no other template has the same timing.
  public let shape: Shape?
  /// Numbers that, with the shape, determine which granules of SRAM each instruction reads and writes.
  package let places: [Int]
  private let lowering: @Sendable () -> [Instruction]
  private let lowered: Mutex<[Instruction]?>

  /// The instructions, lowered at the first call and kept.
  public var instructions: [Instruction] {
    lowered.withLock {
      if let known = $0 { return known }
      let new = lowering()
      $0 = new
      return new
    }
  }

  /// A template of given instructions, without a shape.
  public init(id: Int, instructions: [Instruction]) {
    self.id = id
    shape = nil
    places = []
    lowering = { [] }
    lowered = Mutex(instructions)
  }

  /// A template that is lowered at the first use of its instructions.
  ///
  /// - Parameters:
  ///   - places: numbers that, with the shape, determine which granules of SRAM each instruction touches.
  ///   - lowering: makes the instructions; the same ones in every call.
  package init(id: Int, shape: Shape, places: [Int], lowering: @escaping @Sendable () -> [Instruction]) {
    self.id = id
    self.shape = shape
    self.places = places
    self.lowering = lowering
    lowered = Mutex(nil)
  }
}
