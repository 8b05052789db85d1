extension BFloat16 {
  /// Rounds `count` binary32 values to the nearest bfloat16, ties to even. The buffers must not overlap.
  public static func round(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<BFloat16>, count: Int
  ) {
    for index in 0..<count {
      target[index] = BFloat16(source[index])
    }
  }

  /// Widens `count` bfloat16 values to binary32, exactly. The buffers must not overlap.
  public static func widen(
    _ source: UnsafePointer<BFloat16>, to target: UnsafeMutablePointer<Float>, count: Int
  ) {
    for index in 0..<count {
      target[index] = Float(source[index])
    }
  }

  /// The values of `source`, each rounded to the nearest bfloat16, ties to even.
  public static func rounded(_ source: [Float]) -> [BFloat16] {
    [BFloat16](unsafeUninitializedCapacity: source.count) { buffer, initialized in
      source.withUnsafeBufferPointer { values in
        if let from = values.baseAddress, let to = buffer.baseAddress {
          round(from, to: to, count: values.count)
        }
      }
      initialized = source.count
    }
  }

  /// The values of `source` in binary32, exactly.
  public static func widened(_ source: [BFloat16]) -> [Float] {
    [Float](unsafeUninitializedCapacity: source.count) { buffer, initialized in
      source.withUnsafeBufferPointer { values in
        if let from = values.baseAddress, let to = buffer.baseAddress {
          widen(from, to: to, count: values.count)
        }
      }
      initialized = source.count
    }
  }
}
