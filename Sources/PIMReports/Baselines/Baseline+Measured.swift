internal import PIMConfiguration
internal import PIMWorkload

extension Baseline.Measured {
  /// Picoseconds for a task. Between two measured positions the time is interpolated linearly, since the work
  /// of attention grows linearly with the position.
  func time(of task: BaselineTask, label: String) throws(InputError) -> Int64 {
    let (a, b) = (model, task.model)
    guard
      (a.layers, a.width, a.heads, a.headWidth, a.ffnWidth) == (
        b.layers, b.width, b.heads, b.headWidth, b.ffnWidth
      ), a.keyValueHeads == b.keyValueHeads, a.layerParameters == b.layerParameters,
      ModelRecord(a).windows == b.windows,
      !lmHead || ModelRecord(a).headParameters == b.headParameters,
      a.vocabulary == b.vocabulary || !lmHead
    else {
      throw InputError(
        label, "measured with \(a.name), and the run has \(b.name)",
        expected: "a measurement of the same model: pimgpt baseline cpu --model \(b.name)")
    }
    guard embedding == task.embedding, lmHead == task.lmHead else {
      throw InputError(
        label, "measured with embedding: \(embedding) and lmHead: \(lmHead)",
        expected: "as in the run: embedding: \(task.embedding) and lmHead: \(task.lmHead)")
    }
    let (first, last) = (points[0].position, points[points.count - 1].position)
    guard
      task.positions.isEmpty || first <= task.positions.lowerBound && task.positions.upperBound - 1 <= last
    else {
      throw InputError(
        label, "measured from position \(first) to \(last)",
        expected: "positions \(task.positions.lowerBound) to \(task.positions.upperBound - 1), as in the run")
    }
    var sum: Int128 = 0
    var index = 0
    for position in task.positions {
      while points[index].position < position { index += 1 }
      let (after, t1) = (points[index].position, Int128(points[index].time.rawValue))
      if after == position {
        sum += t1
      } else {
        let (before, t0) = (points[index - 1].position, Int128(points[index - 1].time.rawValue))
        sum += t0 + (t1 - t0) * Int128(position - before) / Int128(after - before)
      }
    }
    return try Baseline.time(sum, label: label)
  }
}
