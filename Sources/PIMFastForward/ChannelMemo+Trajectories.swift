internal import PIMSimulation

extension ChannelMemo {
  /// The anchor of a state as a key for a stream's trajectory, relative to the block's rows.
  @inline(__always)
  private func canonicalAnchor(_ anchor: Int32, stream: Stream, state: StateIndex) -> Int32 {
    let rows = rows(of: state)
    if !rows.isOpen { return EventChannel.elsewhere }
    if rows.common >= 0, stream.startsOnAllBanks {
      return stream.names(row: anchor + rows.common - EventChannel.rowOrigin)
        ? anchor : EventChannel.elsewhere
    }
    return anchor
  }

  /// The known trajectory that a stream is on before a step, or nil.
  ///
  /// - Parameter inOrder: true if the steps must complete in order.
  func trajectory(
    of stream: Stream, at step: Int, state: StateIndex, anchor: Int32, inOrder: Bool
  ) -> Trajectory? {
    if stream.trajectories.isEmpty { return nil }
    let canonical = canonicalAnchor(anchor, stream: stream, state: state)
    let isOpen = isOpen(state)
    for trajectory in stream.trajectories where trajectory.completesInOrder || !inOrder {
      let index = step - trajectory.first
      if index >= 0 && trajectory.states[index] == state
        && (!isOpen || trajectory.anchors[index] == canonical)
      {
        return trajectory
      }
    }
    return nil
  }

  /// Makes the trajectory of a stream from a state, for the case that no refresh falls due.
  @inline(never)
  func makeTrajectory(of stream: Stream, at step: Int, state: StateIndex, anchor: Int32) -> Trajectory {
    let canonical = canonicalAnchor(anchor, stream: stream, state: state)
    let before = simulated
    let new = Trajectory(stream, step: step, from: state, anchor: canonical, memo: self)
    // Lookahead is wasted unless the channel reaches the simulated steps.
    costs.lookAhead(commands: simulated - before)
    entries += new.count
    if stream.trajectories.isEmpty { streams.append(stream) }
    stream.trajectories.removeAll { new.contains($0) }
    if stream.trajectories.count == settings.trajectoriesPerStream { stream.trajectories.removeFirst() }
    stream.trajectories.append(new)
    stream.completesInOrder = new.completesInOrder
    return new
  }
}
