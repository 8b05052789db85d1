import Glibc

/// The error of a function of the ASIC against the exact function.
package struct ErrorStatistics: Hashable, Sendable {
  /// The function's name, such as `exp`.
  package var function: String
  /// The inputs, such as `[-16, 0]` or `n = 1024`.
  package var domain: String
  /// The number of results compared.
  package var samples: Int
  /// The greatest |result − reference|, before rounding to bfloat16.
  package var maximumAbsoluteError: Double
  /// The mean |result − reference|, before rounding to bfloat16.
  package var meanAbsoluteError: Double
  /// The least |reference| at which relative errors are taken. tanh by exponentials and GELU approach 0 with
  /// a small absolute error and no small relative one.
  package var relativeFloor: Double
  /// The greatest |result − reference| / |reference| where |reference| ≥ `relativeFloor`, before rounding.
  package var maximumRelativeError: Double
  /// The input with the greatest relative error; for functions of vectors, the element.
  package var worstInput: Float
  /// The greatest |result rounded to bfloat16 − reference| in units of the reference's last bfloat16 place,
  /// where |reference| ≥ `relativeFloor`. Exact arithmetic would reach 0.5.
  package var maximumBFloat16Ulps: Double

  /// Compares results with references, element by element.
  init(
    function: String, domain: String, relativeFloor: Double = 0x1p-126, inputs: [Float], results: [Float],
    references: [Double]
  ) {
    precondition(inputs.count == results.count && results.count == references.count, "lengths differ")
    self.function = function
    self.domain = domain
    samples = results.count
    maximumAbsoluteError = 0
    meanAbsoluteError = 0
    self.relativeFloor = relativeFloor
    maximumRelativeError = 0
    worstInput = inputs.first ?? 0
    maximumBFloat16Ulps = 0
    for index in results.indices {
      let reference = references[index]
      let error = abs(Double(results[index]) - reference)
      maximumAbsoluteError = max(maximumAbsoluteError, error)
      meanAbsoluteError += error / Double(samples)
      guard abs(reference) >= relativeFloor else { continue }
      if error / abs(reference) > maximumRelativeError {
        maximumRelativeError = error / abs(reference)
        worstInput = inputs[index]
      }
      let place = reference.exponent - 7
      let rounded = Double(Float(BFloat16(results[index])))
      let ulps = abs(rounded - reference) / Double(sign: .plus, exponent: Int(place), significand: 1)
      maximumBFloat16Ulps = max(maximumBFloat16Ulps, ulps)
    }
  }
}

extension ErrorStatistics {
  /// The errors of every approximated function of the ASIC against the C library in double precision.
  ///
  /// Elementwise functions are evaluated at every bfloat16 value of the domain and at 65,537 evenly spaced
  /// values. Softmax and layer normalisation are evaluated on 16 vectors of normally distributed bfloat16
  /// values. The result is deterministic.
  package static func measure(parameters: ASICFunctionParameters = ASICFunctionParameters())
    -> [ErrorStatistics]
  {
    var unit = ArithmeticUnit(parameters: parameters)
    var rows: [ErrorStatistics] = []
    for (lower, upper) in [(-1, 1), (-16, 0), (-87, 0), (0, 88)] as [(Float, Float)] {
      rows.append(
        measure("exp", lower, upper, &unit, { Glibc.exp($0) }, { $0.exponential($1, into: &$2) }))
    }
    for (lower, upper) in [(-0.5, 0.5), (-8, 8)] as [(Float, Float)] {
      rows.append(
        measure(
          "tanh", lower, upper, floor: 0.01, &unit, { Glibc.tanh($0) },
          { $0.hyperbolicTangent($1, into: &$2) }))
    }
    for (lower, upper) in [(1, 2), (0x1p-20, 0x1p20)] as [(Float, Float)] {
      rows.append(measure("reciprocal", lower, upper, &unit, { 1 / $0 }, { $0.reciprocal($1, into: &$2) }))
    }
    for (lower, upper) in [(1, 4), (0x1p-20, 0x1p20)] as [(Float, Float)] {
      rows.append(
        measure(
          "inverse square root", lower, upper, &unit, { 1 / $0.squareRoot() },
          { $0.inverseSquareRoot($1, into: &$2) }))
    }
    rows += measureActivations(&unit)
    for count in [64, 1024, 8192] {
      rows.append(measureVectors("softmax", count, 4, &unit, softmax, { $0.softmax($1, into: &$2) }))
    }
    for count in [768, 2048] {
      rows.append(
        measureVectors("layer norm", count, 1, &unit, layerNorm) { unit, x, target in
          let ones = unit.load([Float](repeating: 1, count: x.count))
          let zeros = unit.load([Float](repeating: 0, count: x.count))
          unit.layerNorm(x, gamma: ones, beta: zeros, epsilon: epsilon, into: &target)
        })
      rows.append(
        measureVectors("rms norm", count, 1, &unit, rmsNorm) { unit, x, target in
          let ones = unit.load([Float](repeating: 1, count: x.count))
          unit.rmsNorm(x, gain: ones, epsilon: epsilon, into: &target)
        })
    }
    return rows
  }

  /// The errors of the error function, the sigmoid, and the activation functions.
  private static func measureActivations(_ unit: inout ArithmeticUnit) -> [ErrorStatistics] {
    var rows: [ErrorStatistics] = []
    for (lower, upper) in [(-0.5, 0.5), (-4, 4)] as [(Float, Float)] {
      rows.append(
        measure(
          "erf", lower, upper, floor: 0.01, &unit, { Glibc.erf($0) }, { $0.errorFunction($1, into: &$2) }))
    }
    rows.append(measure("sigmoid", -80, 80, &unit, sigmoid, { $0.sigmoid($1, into: &$2) }))
    for (lower, upper) in [(-1, 1), (-8, 8)] as [(Float, Float)] {
      rows.append(measure("gelu", lower, upper, floor: 0.01, &unit, gelu, { $0.gelu($1, into: &$2) }))
    }
    for (lower, upper) in [(-1, 1), (-12, 12)] as [(Float, Float)] {
      rows.append(measure("gelu, erf", lower, upper, &unit, geluErf, { $0.geluErf($1, into: &$2) }))
    }
    for (lower, upper) in [(-1, 1), (-80, 80)] as [(Float, Float)] {
      rows.append(measure("silu", lower, upper, &unit, { $0 * sigmoid($0) }, { $0.silu($1, into: &$2) }))
    }
    return rows
  }

  private typealias Step = (inout ArithmeticUnit, ArithmeticUnit.Vector, inout ArithmeticUnit.Vector) -> Void

  private static func measure(
    _ name: String, _ lower: Float, _ upper: Float, floor: Double = 0x1p-126, _ unit: inout ArithmeticUnit,
    _ reference: (Double) -> Double, _ step: Step
  ) -> ErrorStatistics {
    var inputs: [Float] = []
    for bits in UInt16.min...UInt16.max {
      let value = Float(BFloat16(bitPattern: bits))
      if value >= lower, value <= upper {
        inputs.append(value)
      }
    }
    for index in 0...65536 {
      inputs.append(lower + (upper - lower) * (Float(index) / 65536))
    }
    let results = run(&unit, inputs, step)
    return ErrorStatistics(
      function: name, domain: "[\(lower), \(upper)]", relativeFloor: floor, inputs: inputs, results: results,
      references: inputs.map { reference(Double($0)) })
  }

  private static func measureVectors(
    _ name: String, _ count: Int, _ deviation: Float, _ unit: inout ArithmeticUnit,
    _ reference: ([Double]) -> [Double], _ step: Step
  ) -> ErrorStatistics {
    var generator = SeededGenerator(seed: UInt64(count))
    var inputs: [Float] = []
    var results: [Float] = []
    var references: [Double] = []
    for _ in 0..<16 {
      let vector = (0..<count).map { _ in Float(BFloat16(deviation * generator.nextNormal())) }
      inputs += vector
      results += run(&unit, vector, step)
      references += reference(vector.map { Double($0) })
    }
    return ErrorStatistics(
      function: name, domain: "n = \(count), deviation \(deviation)", inputs: inputs, results: results,
      references: references)
  }

  private static func run(_ unit: inout ArithmeticUnit, _ inputs: [Float], _ step: Step) -> [Float] {
    let start = unit.mark
    let x = unit.load(inputs)
    var target = unit.allocate(inputs.count)
    step(&unit, x, &target)
    let results = unit.values(target)
    unit.release(to: start)
    return results
  }

  private static let epsilon: Float = 1e-5

  private static func gelu(_ x: Double) -> Double {
    0.5 * x * (1 + Glibc.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  }

  private static func geluErf(_ x: Double) -> Double {
    0.5 * x * Glibc.erfc(-x / 2.0.squareRoot())
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + Glibc.exp(-x)) }

  private static func softmax(_ x: [Double]) -> [Double] {
    let greatest = x.reduce(-Double.infinity) { max($0, $1) }
    let weights = x.map { Glibc.exp($0 - greatest) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  private static func layerNorm(_ x: [Double]) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return x.map { ($0 - mean) / (variance + Double(epsilon)).squareRoot() }
  }

  private static func rmsNorm(_ x: [Double]) -> [Double] {
    let moment = x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
    return x.map { $0 / (moment + Double(epsilon)).squareRoot() }
  }
}
