/// How much is kept of what has been seen before it is forgotten, so that memory stays bounded where nothing repeats.
struct MemoLimits: Sendable {
  /// Transitions of channels, with the steps of trajectories: under a kilobyte each. As many ages of states, and requests of different steps.
  var entries = 150_000
  /// Relative states of a channel: under a kilobyte each.
  var states = 16_384
  /// Outcomes of whole blocks: about half a kilobyte each, and a kilobyte for descriptions of states.
  var outcomes = 32_768
  /// Steps of a stream that no trajectory is known for before one is made.
  var patience = 16
  /// Steps of a stream, which ends, too, when it has twice as many requests. Some more than a channel takes between two refreshes, so that little
  /// is made in vain where nothing comes again; and hardly any block of a model has more.
  var streamLength = 512
  /// Steps of a section of a block whose units wait for one another: these are shorter, and less of them comes again.
  var sectionLength = 256
  /// Transitions that are learnt on trial, before any of it pays.
  var trial: Int64 = 256
  /// How long it takes to find out what a step does, beside simulating it, in thirtieths of what a step takes beside its commands.
  var cost: Int64 = 15 * 30
}
