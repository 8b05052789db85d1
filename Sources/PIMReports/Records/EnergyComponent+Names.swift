internal import PIMEnergy

extension EnergyComponent {
  /// The component's key in reports.
  package var key: String {
    switch self {
    case .activation: "activation"
    case .read: "read"
    case .write: "write"
    case .arrayAccess: "array_access"
    case .macUnits: "mac_units"
    case .globalBuffer: "global_buffer"
    case .refresh: "refresh"
    case .backgroundActive: "background_active"
    case .backgroundPrecharged: "background_precharged"
    case .linkToChannels: "link_to_channels"
    case .linkFromChannels: "link_from_channels"
    case .asicDynamic: "asic_dynamic"
    case .asicStatic: "asic_static"
    }
  }

  var title: String {
    switch self {
    case .activation: "activation"
    case .read: "read"
    case .write: "write"
    case .arrayAccess: "array access by MACs"
    case .macUnits: "MAC units"
    case .globalBuffer: "global buffer"
    case .refresh: "refresh"
    case .backgroundActive: "standby, rows open"
    case .backgroundPrecharged: "standby, rows closed"
    case .linkToChannels: "link to channels"
    case .linkFromChannels: "link to ASIC"
    case .asicDynamic: "ASIC, dynamic"
    case .asicStatic: "ASIC, static"
    }
  }
}
