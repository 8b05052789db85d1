/// The bytes with a meaning in the syntax of a trace.
extension UInt8 {
  static var newline: UInt8 { UInt8(ascii: "\n") }
  static var carriageReturn: UInt8 { UInt8(ascii: "\r") }
  static var tab: UInt8 { UInt8(ascii: "\t") }
  static var space: UInt8 { UInt8(ascii: " ") }
  static var equals: UInt8 { UInt8(ascii: "=") }
  static var hash: UInt8 { UInt8(ascii: "#") }
  static var comma: UInt8 { UInt8(ascii: ",") }
  static var dash: UInt8 { UInt8(ascii: "-") }
  static var zero: UInt8 { UInt8(ascii: "0") }
  static var one: UInt8 { UInt8(ascii: "1") }
}
