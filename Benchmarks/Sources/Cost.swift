/// The cost of one run of a whole command.
struct Cost {
  var wallSeconds: Double
  /// User and system time.
  var processorSeconds: Double
  var peakMebibytes: Double
}
