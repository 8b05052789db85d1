public import PIMConfiguration
public import PIMEnergy

/// Writes the power of a run as CSV, one window a line, for thermal tools.
///
/// The columns are `start_ps,end_ps,energy_yj,power_w`, then the power of each device part in watts:
/// `channel0_w` and so on, each with its link, and `asic_w`.
public enum PowerTraceFile {
  /// Writes the windows of a profile.
  public static func write(_ profile: PowerProfile, to file: OutputFile) throws(FileError) {
    let parts = profile.windows[0].parts.count
    var text = "start_ps,end_ps,energy_yj,power_w"
    for channel in 0..<parts - 1 { text += ",channel\(channel)_w" }
    text += ",asic_w\n"
    for (index, window) in profile.windows.enumerated() {
      let (start, length) = (Int64(index) * profile.window, profile.length(of: index))
      text += "\(start),\(start + length),\(window.energy),\(profile.power(of: index))"
      for part in window.parts { text += ",\(PowerRecord.watts(part, length))" }
      text += "\n"
      if text.utf8.count > 1 << 18 {
        try file.write(Array(text.utf8))
        text = ""
      }
    }
    try file.write(Array(text.utf8))
    try file.commit()
  }
}
