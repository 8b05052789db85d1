import PIMNumerics
import Testing

@Suite struct OperationCostTests {
  typealias Pass = OperationCost.Pass
  typealias Chain = OperationCost.Chain

  @Test func softmaxOfFourByHand() {
    // exp of a number that is not positive, six terms: additions are 1 bound + 2 rounding + 1 difference + 5
    // Horner + 1 exponent = 10, multiplications 1 (by log₂ e) + 5 Horner = 6; all follow each other.
    let expected = [
      // The maximum: 4 − 1 comparisons, two levels.
      Pass(additions: 3, multiplications: 0, chain: Chain(additions: 2, multiplications: 0)),
      // 4 differences, 4 exponentials, 4 − 1 additions of the sum: 4 + 40 + 3. Chain: 1 + 10 + 2.
      Pass(additions: 47, multiplications: 24, chain: Chain(additions: 13, multiplications: 6)),
      // The reciprocal of the sum: the guess, then two steps of 2 multiplications and 1 subtraction.
      Pass(additions: 3, multiplications: 4, chain: Chain(additions: 3, multiplications: 4)),
      Pass(additions: 0, multiplications: 4, chain: Chain(additions: 0, multiplications: 1)),
    ]
    let cost = OperationCost(of: .softmax(count: 4))
    #expect(cost.passes == expected)
    #expect(cost.additions == 53)
    #expect(cost.multiplications == 32)
    // 256 adders, 128 multipliers: (1 + 2) + (1 + 13 + 6) + (1 + 3 + 4) + (1 + 1) = 33.
    #expect(cost.cycles(adders: 256, multipliers: 128) == 33)
    // One of each: (3 + 2) + (47 + 19) + (4 + 7) + (4 + 1) = 87.
    #expect(cost.cycles(adders: 1, multipliers: 1) == 87)
    // Latencies 2 and 3: (1 + 4) + (1 + 26 + 18) + (1 + 6 + 12) + (1 + 3) = 73.
    #expect(cost.cycles(adders: 256, multipliers: 128, adderLatency: 2, multiplierLatency: 3) == 73)
  }

  @Test func layerNormOfThreeByHand() {
    let expected = [
      // Sum: 2 additions on two levels (the third element waits); then the mean.
      Pass(additions: 2, multiplications: 1, chain: Chain(additions: 2, multiplications: 1)),
      // 3 differences, 3 squares, 2 additions, mean plus epsilon: chain 1 + 2 + 1 additions, 1 + 1
      // multiplications.
      Pass(additions: 6, multiplications: 4, chain: Chain(additions: 4, multiplications: 2)),
      // The guess; d/2 beside it; two steps of 3 multiplications and 1 subtraction.
      Pass(additions: 3, multiplications: 7, chain: Chain(additions: 3, multiplications: 6)),
      Pass(additions: 3, multiplications: 6, chain: Chain(additions: 1, multiplications: 2)),
    ]
    #expect(OperationCost(of: .layerNorm(count: 3)).passes == expected)
    // Without a bias, the last pass has an addition less for each element.
    #expect(
      OperationCost(of: .layerNorm(count: 3, bias: false)).passes == expected.dropLast() + [
        Pass(additions: 0, multiplications: 6, chain: Chain(additions: 0, multiplications: 2))
      ])
  }

  @Test func rmsNormOfThreeByHand() {
    let expected = [
      // 3 squares, 2 additions on two levels, the mean plus epsilon: chain 2 + 1 additions, 1 + 1
      // multiplications.
      Pass(additions: 3, multiplications: 4, chain: Chain(additions: 3, multiplications: 2)),
      // The inverse square root, as of the layer norm.
      Pass(additions: 3, multiplications: 7, chain: Chain(additions: 3, multiplications: 6)),
      Pass(additions: 0, multiplications: 6, chain: Chain(additions: 0, multiplications: 2)),
    ]
    #expect(OperationCost(of: .rmsNorm(count: 3)).passes == expected)
  }

  @Test func activationsByHand() {
    func passes(_ function: ASICFunction) -> [Pass] { OperationCost(of: function).passes }
    // exp of −|x| 10 + 6; 1 + e; reciprocal 3 + 4; e times it; the selection: 15 additions, 11
    // multiplications, all of which follow each other, and for SiLU the product with x.
    #expect(
      passes(.sigmoid(count: 100)) == [
        Pass(additions: 1500, multiplications: 1100, chain: Chain(additions: 15, multiplications: 11))
      ])
    #expect(
      passes(.silu(count: 100)) == [
        Pass(additions: 1500, multiplications: 1200, chain: Chain(additions: 15, multiplications: 12))
      ])
    // erfc: 1 + z/2, 1 + 1; reciprocal 3 + 4; nine steps of Horner's rule 9 + 9; z² and its difference 1 + 1;
    // exp 10 + 6; times t: 24 additions, 22 multiplications. erf: 1 − erfc. Off the chain is z².
    #expect(
      passes(.errorFunction(count: 100)) == [
        Pass(additions: 2500, multiplications: 2200, chain: Chain(additions: 25, multiplications: 21))
      ])
    // GELU: |x| · √½, erfc, 2 − erfc, the selection, x/2 and the product. Off the chain are z² and x/2.
    #expect(
      passes(.geluErf(count: 100)) == [
        Pass(additions: 2600, multiplications: 2500, chain: Chain(additions: 26, multiplications: 23))
      ])
    #expect(passes(.relu(count: 100)) == [Pass(additions: 100, chain: Chain(additions: 1))])
    #expect(passes(.product(count: 100)) == [Pass(multiplications: 100, chain: Chain(multiplications: 1))])
  }

  @Test func positionsByHand() {
    // Each of five pairs: four products and two sums. Each of ten scores: the counter, the product, the
    // difference.
    #expect(
      OperationCost(of: .rotate(count: 10)).passes == [
        Pass(additions: 10, multiplications: 20, chain: Chain(additions: 1, multiplications: 1))
      ])
    #expect(
      OperationCost(of: .alibi(count: 10)).passes == [
        Pass(additions: 20, multiplications: 10, chain: Chain(additions: 2, multiplications: 1))
      ])
  }

  @Test func geluByHand() {
    // tanh: exp of −2|u| 10 + 6; 1 + e and 1 − e; reciprocal 3 + 4; the product: 15 additions, 11
    // multiplications. Around it: x², its multiple plus a constant, times x; x/2, its product with tanh, and
    // the sum: 2 and 5.
    let cost = OperationCost(of: .gelu(count: 100))
    #expect(cost.passes.count == 1)
    #expect(cost.additions == 1700)
    #expect(cost.multiplications == 1600)
    // ⌈1700/256⌉ = 7 < ⌈1600/128⌉ = 13. Off the chain are 1 − e and x/2.
    #expect(cost.passes[0].chain == Chain(additions: 16, multiplications: 15))
    #expect(cost.cycles(adders: 256, multipliers: 128) == 13 + 31)
  }

  @Test func tanhMethodsByHand() {
    func cost(_ method: ASICFunctionParameters.TanhMethod) -> [Int] {
      let cost = OperationCost(
        of: .hyperbolicTangent(count: 1), parameters: ASICFunctionParameters(tanhMethod: method))
      return [cost.additions, cost.multiplications]
    }
    #expect(cost(.exponential) == [15, 11])
    // Six terms: the square, 5 steps of Horner's rule, the product with u; one comparison.
    #expect(cost(.series(limit: 1)) == [6, 7])
    #expect(cost(.seriesAndExponential(limit: 1)) == [15 + 5 + 1, 11 + 7])
  }

  @Test func sumsByHand() {
    #expect(
      OperationCost(of: .sumPartials(count: 5, partials: 4, bias: true, residual: true)).passes == [
        Pass(additions: 25, multiplications: 0, chain: Chain(additions: 5))
      ])
    #expect(
      OperationCost(of: .sumPartials(count: 5, partials: 1, bias: false, residual: false)).passes.isEmpty)
    #expect(
      OperationCost(of: .sum(count: 300)).passes == [Pass(additions: 300, chain: Chain(additions: 1))])
    #expect(OperationCost(of: .sum(count: 300)).cycles(adders: 256, multipliers: 128) == 2 + 1)
    #expect(
      OperationCost(of: .argmax(count: 50257)).passes == [
        Pass(additions: 50256, chain: Chain(additions: 16))
      ])
    #expect(OperationCost(of: .argmax(count: 1)).cycles(adders: 256, multipliers: 128) == 0)
    // A later tile: once more, with the greatest of those before.
    #expect(
      OperationCost(of: .argmaxTile(count: 50257)).passes == [
        Pass(additions: 50257, chain: Chain(additions: 17))
      ])
  }

  @Test func scalarsOfATileRunBesideIt() {
    // m − m′ and its exponential share the pass of the tile's: 1 + 10 additions and 6 multiplications more
    // than the tile's 8 · 11 + 7 and 8 · 6, then s · c + Σ.
    let cost = OperationCost(of: .softmaxTile(count: 8))
    #expect(
      cost.passes == [
        Pass(additions: 8, chain: Chain(additions: 4)),
        Pass(
          additions: 95 + 11 + 1, multiplications: 48 + 6 + 1, chain: Chain(additions: 15, multiplications: 6)
        ),
      ])
  }

  @Test func costsOnlyWhatTheStepsCost() {
    // Linear in the length but for the trees: counts of huge vectors come as fast as those of small ones.
    let small = OperationCost(of: .gelu(count: 1))
    let large = OperationCost(of: .gelu(count: 1 << 40))
    #expect(large.additions == small.additions << 40)
    #expect(large.passes[0].chain == small.passes[0].chain)
  }
}
