// swift-tools-version: 6.2
import PackageDescription

/// One list of settings for every target: Swift 6, explicit existentials, narrow imports, no warnings.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// A library target: its folder in Sources, the targets it may import, and its test target.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies, exclude: exclude, resources: resources,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "pimgpt",
  products: [
    .executable(name: "pimgpt", targets: ["pimgpt"]),
    .library(
      name: "PIMGPT",
      targets: [
        "Configuration", "Numerics", "Hardware", "Workload", "Instructions", "Mapping", "Simulation",
        "Checking", "Execution", "Energy", "Reporting",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "COutOfMemory"),
    module("Configuration", ["CLibYAML"]),
    module("Numerics"),
    module("Hardware", ["Configuration", "Numerics"]),
    module("Workload", ["Configuration", "Numerics"]),
    module("Instructions", ["Hardware", "Configuration"]),
    module("Mapping", ["Workload", "Hardware", "Instructions", "Configuration", "Numerics"]),
    module("Simulation", ["Hardware", "Instructions", "Numerics"]),
    module("Checking", ["Hardware"]),
    module("Execution", ["Instructions", "Mapping", "Workload", "Numerics", "Hardware"]),
    module("Energy", ["Hardware", "Simulation", "Configuration"]),
    module(
      "Reporting",
      [
        "Configuration", "Hardware", "Workload", "Instructions", "Mapping", "Simulation", "Checking",
        "Execution", "Energy",
      ]),
    .executableTarget(
      name: "pimgpt",
      dependencies: [
        "COutOfMemory", "Reporting", "Execution", "Simulation", "Hardware", "Configuration", "Energy",
        argumentParser,
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "pimgpt-bench",
      dependencies: [
        "Reporting", "Simulation", "Mapping", "Instructions", "Hardware", "Workload", "Configuration",
        argumentParser,
      ],
      path: "Benchmarks/Sources", swiftSettings: settings),
    .executableTarget(
      name: "pimgpt-fuzz", dependencies: ["Configuration", "Numerics", argumentParser],
      path: "Tests/Fuzz/Sources", swiftSettings: settings),
    tests("Configuration", ["Configuration"]),
    tests("Numerics", ["Numerics"]),
    tests("Hardware", ["Hardware", "Configuration"]),
    tests("Checking", ["Checking", "Hardware", "Configuration"]),
    tests("Instructions", ["Instructions", "Hardware"]),
    tests(
      "Energy",
      [
        "Energy", "Simulation", "Hardware", "Instructions", "Configuration", "Mapping", "Workload",
        "Reporting",
      ]),
    tests("Workload", ["Workload", "Configuration", "Numerics"]),
    tests("Mapping", ["Mapping", "Workload", "Hardware", "Instructions", "Configuration"]),
    tests(
      "Reporting",
      [
        "Reporting", "Energy", "Simulation", "Mapping", "Instructions", "Hardware", "Workload",
        "Configuration", "Numerics",
      ],
      exclude: ["Fixtures", "Snapshots"]),
    tests("CommandLine", ["pimgpt", "pimgpt-fuzz", "Configuration", "Workload"]),
    tests(
      "Simulation",
      [
        "Simulation", "Checking", "Execution", "Hardware", "Instructions", "Numerics", "Configuration",
        "Mapping", "Workload",
      ]),
    tests(
      "Execution",
      ["Execution", "Mapping", "Workload", "Hardware", "Instructions", "Numerics", "Configuration"]),
  ]
)

// Only a build with -sanitize=fuzzer has libFuzzer to link: scripts/fuzz.sh.
if Context.environment["PIMGPT_LIBFUZZER"] != nil {
  package.targets.append(
    .executableTarget(
      name: "pimgpt-fuzz-parsers",
      dependencies: [
        "Checking", "Configuration", "Energy", "Hardware", "Instructions", "Reporting", "Workload",
      ],
      path: "Tests/Fuzz/Parsers", swiftSettings: settings))
}
