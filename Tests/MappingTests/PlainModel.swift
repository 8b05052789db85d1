import Glibc
import PIMWorkload

func exponential(_ x: Double) -> Double { exp(x) }

/// The arithmetic of a GPT-2 block in doubles, as plainly as can be.
enum Plain {
  static func norm(_ x: [Double], gain: [Double], bias: [Double], epsilon: Double) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    let scale = 1 / (variance + epsilon).squareRoot()
    return x.indices.map { (x[$0] - mean) * scale * gain[$0] + bias[$0] }
  }

  static func softmax(_ x: [Double]) -> [Double] {
    let maximum = x.max()!
    let e = x.map { exp($0 - maximum) }
    let sum = e.reduce(0, +)
    return e.map { $0 / sum }
  }

  static func gelu(_ x: Double) -> Double {
    0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  }

  /// A weight's value from its name and row-major index: reproducible, between -0.5 and 0.5.
  static func weight(_ name: String, _ index: Int) -> Double {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash &+ UInt64(index)) &* 0x9e37_79b9_7f4a_7c15
    hash ^= hash >> 29
    hash = hash &* 0xbf58_476d_1ce4_e5b9
    return Double(hash >> 40) / Double(1 << 24) - 0.5
  }
}

/// A GPT with a KV cache, one token after the other.
struct PlainModel {
  let model: ModelDescription
  var keys: [[[Double]]]
  var values: [[[Double]]]

  init(_ model: ModelDescription) {
    self.model = model
    keys = Array(repeating: [], count: model.layers)
    values = keys
  }

  func linear(_ x: [Double], _ name: String, outputs: Int) -> [Double] {
    (0..<outputs).map { n in
      x.indices.reduce(Plain.weight(name + ".bias", n)) {
        $0 + x[$1] * Plain.weight(name + ".weight", $1 * outputs + n)
      }
    }
  }

  func norm(_ x: [Double], _ name: String) -> [Double] {
    Plain.norm(
      x, gain: x.indices.map { Plain.weight(name + ".weight", $0) },
      bias: x.indices.map { Plain.weight(name + ".bias", $0) }, epsilon: Double(model.normEpsilon))
  }

  func embed(token: Int, position: Int) -> [Double] {
    (0..<model.width).map {
      Plain.weight("wte.weight", token * model.width + $0)
        + Plain.weight("wpe.weight", position * model.width + $0)
    }
  }

  mutating func step(_ input: [Double]) -> [Double] {
    var x = input
    let (a, w) = (model.attentionWidth, model.headWidth)
    for l in 0..<model.layers {
      let qkv = linear(norm(x, "h.\(l).ln_1"), "h.\(l).attn.c_attn", outputs: 3 * a)
      keys[l].append(Array(qkv[a..<2 * a]))
      values[l].append(Array(qkv[(2 * a)...]))
      var attention = Array(repeating: 0.0, count: a)
      for h in 0..<model.heads {
        let scores = keys[l].map { key in
          (h * w..<(h + 1) * w).reduce(0) { $0 + qkv[$1] * key[$1] } / Double(w).squareRoot()
        }
        for (t, p) in Plain.softmax(scores).enumerated() {
          for d in h * w..<(h + 1) * w { attention[d] += p * values[l][t][d] }
        }
      }
      let projected = linear(attention, "h.\(l).attn.c_proj", outputs: model.width)
      for k in x.indices { x[k] += projected[k] }
      let inner = linear(norm(x, "h.\(l).ln_2"), "h.\(l).mlp.c_fc", outputs: model.ffnWidth)
      let down = linear(inner.map(Plain.gelu), "h.\(l).mlp.c_proj", outputs: model.width)
      for k in x.indices { x[k] += down[k] }
    }
    return x
  }

  func logits(_ x: [Double]) -> [Double] {
    let normed = norm(x, "ln_f")
    return (0..<model.vocabulary).map { n in
      normed.indices.reduce(0) { $0 + normed[$1] * Plain.weight("wte.weight", n * model.width + $1) }
    }
  }
}
