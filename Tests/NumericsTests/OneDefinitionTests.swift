import Testing

@testable import PIMNumerics

/// Values and costs come from one definition: the fast unit, the counting unit and the element-by-element
/// tally agree.
@Suite struct OneDefinitionTests {
  static let parameterSets = [
    ASICFunctionParameters(),
    ASICFunctionParameters(taylorTerms: 2, reciprocalSteps: 0, inverseSquareRootSteps: 0),
    ASICFunctionParameters(
      taylorTerms: 12, reciprocalSteps: 3, inverseSquareRootSteps: 4,
      tanhMethod: .seriesAndExponential(limit: 0.5)),
    ASICFunctionParameters(taylorTerms: 5, reciprocalSteps: 1, tanhMethod: .series(limit: 1.36)),
  ]

  static func functions(_ n: Int) -> [ASICFunction] {
    [
      .exponential(count: n), .hyperbolicTangent(count: n), .reciprocal(count: n),
      .inverseSquareRoot(count: n),
      .softmax(count: n), .softmaxTile(count: n), .accumulateRescaled(count: n),
      .multiplyByReciprocal(count: n),
      .layerNorm(count: n), .layerNorm(count: n, bias: false), .rmsNorm(count: n), .gelu(count: n),
      .geluErf(count: n), .relu(count: n), .silu(count: n), .sigmoid(count: n), .errorFunction(count: n),
      .product(count: n), .rotate(count: 2 * n), .alibi(count: n), .sum(count: n), .scale(count: n),
      .argmax(count: n),
      .argmaxTile(count: n), .dotProducts(count: n, length: 1, lanes: 1),
      .dotProducts(count: n, length: 37, lanes: 8),
      .sumPartials(count: n, partials: 1, bias: false, residual: false),
      .sumPartials(count: n, partials: 3, bias: true, residual: true),
    ]
  }

  @Test(arguments: 0..<4) func costIsWhatIsCarriedOut(set: Int) {
    let parameters = Self.parameterSets[set]
    for count in [1, 2, 3, 4, 7, 16, 33] {
      for function in Self.functions(count) {
        var tally = OperationTally(parameters: parameters)
        tally.perform(function)
        let cost = OperationCost(of: function, parameters: parameters)
        let counted = cost.passes.map {
          OperationCost.Pass(additions: $0.additions, multiplications: $0.multiplications)
        }
        #expect(counted == tally.counted, "\(function)")
      }
    }
  }

  /// A use of the functions, on whichever unit. Operands: three vectors of one length and two scalars.
  enum Use: CaseIterable {
    case exponential, hyperbolicTangent, reciprocal, inverseSquareRoot, gelu, softmax, layerNorm, tiles,
      partials, argmax, rmsNorm, activations, errorFunction, halves, neighbours, alibi

    func results<Unit: VectorUnit & ~Copyable>(on unit: inout Unit, _ v: [Unit.Vector]) -> [Unit.Vector] {
      var x = v[0]
      switch self {
      case .exponential: unit.exponential(x, into: &x)
      case .hyperbolicTangent: unit.hyperbolicTangent(x, into: &x)
      case .reciprocal: unit.reciprocal(x, into: &x)
      case .inverseSquareRoot:
        unit.magnitude(x, into: &x)
        unit.inverseSquareRoot(x, into: &x)
      case .gelu: unit.gelu(x, into: &x)
      case .softmax: unit.softmax(x, scale: 0.125, into: &x)
      case .layerNorm: unit.layerNorm(x, gamma: v[1], beta: v[2], epsilon: 1e-5, into: &x)
      case .tiles:
        var (total, maximum, sum, correction) = (v[1], v[3], v[4], unit.allocate(1))
        unit.softmaxTile(
          x, scale: 0.5, maximum: &maximum, sum: &sum, correction: &correction, weights: &x)
        unit.accumulateRescaled(total, correction, x, into: &total)
        unit.multiplyByReciprocal(total, sum, into: &total)
        return [x, total, maximum, sum, correction]
      case .partials:
        unit.sumPartials([x, v[1]], bias: v[2], residual: v[1], into: &x)
        unit.scale(x, by: 0.3, into: &x)
        unit.sum(x, v[2], into: &x)
      case .argmax:
        var index = unit.allocate(1)
        unit.argmax(x, into: &index)
        return [index]
      case .rmsNorm:
        unit.rmsNorm(x, gain: v[1], epsilon: 1e-5, into: &x)
        var y = v[2]
        unit.layerNorm(y, gamma: v[1], beta: nil, epsilon: 1e-5, into: &y)
        return [x, y]
      case .activations:
        var (gate, exact, positive) = (unit.allocate(x.count), unit.allocate(x.count), v[1])
        unit.silu(x, into: &gate)
        unit.geluErf(x, into: &exact)
        unit.relu(positive, into: &positive)
        unit.product(x, v[2], into: &x)
        return [gate, exact, positive, x]
      case .errorFunction:
        var y = v[1]
        unit.errorFunction(x, into: &x)
        unit.sigmoid(y, into: &y)
        return [x, y]
      case .halves, .neighbours:
        // An even length: the vector after itself.
        var (pairs, table) = (unit.allocate(2 * x.count), unit.allocate(2 * x.count))
        for half in 0...1 {
          unit.scatter(v[2 * half], to: half * x.count, by: 1, into: &pairs)
          unit.scatter(v[1 + half], to: half * x.count, by: 1, into: &table)
        }
        unit.rotate(pairs, table: table, pairs: self == .halves ? .halves : .neighbours, into: &pairs)
        return [pairs]
      case .alibi:
        unit.alibi(x, slope: v[3], distance: 100, into: &x)
      }
      return [x]
    }
  }

  /// Products of the ASIC are those of the MAC unit, and cost a multiplication and an addition each: 15 of a
  /// column's tree of 16, and one to the accumulator.
  @Test(arguments: [1, 3, 16, 40]) func productsAreThoseOfTheMACUnit(outputs: Int) {
    let (lanes, columns) = (16, 5)
    var generator = SeededGenerator(seed: 3)
    var weights: [[BFloat16]] = []
    for _ in 0...outputs {
      weights.append(
        (0..<lanes * columns).map { _ in
          BFloat16(
            generator.nextNormal()
              * Float(sign: .plus, exponent: generator.nextIndex(below: 24) - 12, significand: 1))
        })
    }
    let inputs = weights.removeLast()
    var unit = ArithmeticUnit()
    var results = unit.load(Array(repeating: Float(0), count: outputs))
    var (scalars, vectors): ([ArithmeticUnit.Vector], [ArithmeticUnit.Vector]) = ([], [])
    for k in inputs.indices {
      scalars.append(unit.load([Float(inputs[k])]))
      vectors.append(unit.load(weights.map { Float($0[k]) }))
    }
    unit.dotProducts(
      columns: columns, lanes: lanes, weights: { vectors[$0] }, inputs: { scalars[$0] }, into: &results)
    let expected = weights.map { weights in
      var accumulator: Float = 0
      MACUnit().dot(weights: weights, inputs: BFloat16.widened(inputs), columns: columns, into: &accumulator)
      return accumulator.bitPattern
    }
    let found = unit.values(results).map(\.bitPattern)
    #expect(found == expected)
    let cost = OperationCost(of: .dotProducts(count: outputs, length: 75, lanes: lanes))
    #expect(
      cost.passes == [
        OperationCost.Pass(
          additions: outputs * 80, multiplications: outputs * 80,
          chain: OperationCost.Chain(additions: 4 + 5, multiplications: 1))
      ])
  }

  @Test(arguments: 0..<4, Use.allCases) func valuesEqualTheElementwiseDefinition(set: Int, use: Use) {
    let parameters = Self.parameterSets[set]
    var arithmetic = ArithmeticUnit(parameters: parameters)
    for count in [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 257] {
      var generator = SeededGenerator(seed: UInt64(count))
      var inputs = [8, 1, 1].map { (deviation: Float) in
        (0..<count).map { _ in generator.nextNormal() * deviation }
      }
      inputs += [[0.5], [2]]
      let start = arithmetic.mark
      var vectors: [ArithmeticUnit.Vector] = []
      for input in inputs {
        vectors.append(arithmetic.load(input))
      }
      var fast: [[UInt32]] = []
      for vector in use.results(on: &arithmetic, vectors) {
        fast.append(arithmetic.values(vector).map(\.bitPattern))
      }
      arithmetic.release(to: start)
      var tally = OperationTally(parameters: parameters)
      let slow = use.results(on: &tally, inputs.map { OperationTally.Vector(storage: .init($0)) })
      #expect(fast == slow.map { $0.storage.values.map(\.bitPattern) }, "\(count) elements")
    }
  }
}
