extension SweepTable {
  /// The title of a group of points with the same work: the labels shared by all of them.
  func title(ofWork group: [Int]) -> String {
    guard workloads.count > 1, let first = group.first else { return "" }
    let shared = sweep.axes.indices.compactMap { axis -> String? in
      let label = rows[first].labels[axis]
      return sweep.axes[axis].values.count > 1 && group.allSatisfy({ rows[$0].labels[axis] == label })
        ? label : nil
    }
    return shared.isEmpty ? rows[first].measurement?.model ?? "" : shared.joined(separator: ", ")
  }
}
