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

/// Snapshots and presets for tests, and the folders of `PIMTestFiles`.
let testSupport = Target.Dependency.target(name: "PIMTestSupport")
/// Temporary folders for tests.
let testFiles = Target.Dependency.target(name: "PIMTestFiles")

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "pimgpt",
  products: [
    .executable(name: "pimgpt", targets: ["PIMCommandLine"]),
    .library(name: "PIMGPT", targets: ["PIMGPT"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CPIMYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CPIMOutOfMemory"),
    module("PIMConfiguration", ["CPIMYAML"]),
    module("PIMTokenizers", ["PIMConfiguration"]),
    module("PIMNumerics"),
    module("PIMHardware", ["PIMConfiguration"]),
    module("PIMWorkload", ["PIMConfiguration", "PIMNumerics"]),
    module("PIMInstructions", ["PIMHardware", "PIMConfiguration"]),
    module("PIMMapping", ["PIMWorkload", "PIMHardware", "PIMInstructions", "PIMConfiguration"]),
    module("PIMBounds", ["PIMMapping", "PIMWorkload", "PIMInstructions", "PIMHardware", "PIMNumerics"]),
    module("PIMResults", ["PIMHardware", "PIMInstructions"]),
    module("PIMSimulation", ["PIMHardware", "PIMInstructions", "PIMNumerics", "PIMResults"]),
    module("PIMFastForward", ["PIMSimulation", "PIMResults", "PIMHardware", "PIMInstructions"]),
    module("PIMChecking", ["PIMHardware"]),
    module("PIMExecution", ["PIMInstructions", "PIMMapping", "PIMWorkload", "PIMNumerics", "PIMHardware"]),
    module("PIMEnergy", ["PIMHardware", "PIMInstructions", "PIMResults", "PIMConfiguration"]),
    module(
      "PIMReports",
      [
        "PIMConfiguration", "PIMHardware", "PIMWorkload", "PIMInstructions", "PIMResults", "PIMSimulation",
        "PIMFastForward", "PIMEnergy",
      ]),
    module(
      "PIMExperiments",
      [
        "PIMReports", "PIMBounds", "PIMConfiguration", "PIMNumerics", "PIMHardware", "PIMWorkload",
        "PIMInstructions", "PIMMapping", "PIMResults", "PIMSimulation", "PIMFastForward", "PIMChecking",
        "PIMExecution", "PIMEnergy",
        "PIMTokenizers",
      ]),
    module(
      "PIMTuning",
      [
        "PIMExperiments", "PIMReports", "PIMConfiguration", "PIMNumerics", "PIMHardware", "PIMInstructions", "PIMMapping",
        "PIMWorkload", "PIMBounds",
        "PIMEnergy", "PIMResults",
      ]),
    module(
      "PIMReproduction",
      [
        "PIMExperiments", "PIMReports", "PIMConfiguration", "PIMWorkload", "PIMInstructions", "PIMMapping",
        "PIMResults", "PIMExecution", "PIMEnergy", "PIMHardware",
      ]),
    module(
      "PIMGPT",
      [
        "PIMExperiments", "PIMReports", "PIMConfiguration", "PIMHardware", "PIMWorkload", "PIMInstructions",
        "PIMMapping", "PIMResults", "PIMSimulation", "PIMFastForward", "PIMExecution", "PIMEnergy",
        "PIMTokenizers",
      ]),
    .executableTarget(
      name: "PIMCommandLine",
      dependencies: ["CPIMOutOfMemory", "PIMGPT", "PIMReproduction", "PIMTuning", argumentParser], swiftSettings: settings),
    .executableTarget(
      name: "pimgpt-fuzz", dependencies: [testFiles, "PIMConfiguration", "PIMNumerics", argumentParser],
      path: "Tests/Fuzz/Sources", swiftSettings: settings),
    .target(
      name: "PIMTestFiles", dependencies: ["PIMConfiguration"], path: "Tests/SupportFiles",
      swiftSettings: settings),
    .target(
      name: "PIMTestSupport", dependencies: [testFiles, "PIMConfiguration", "PIMExperiments"],
      path: "Tests/Support", exclude: ["Fixtures"], swiftSettings: settings),
    .target(
      name: "PIMTestModels", dependencies: ["PIMNumerics", "PIMWorkload", "PIMHardware", "PIMConfiguration"],
      path: "Tests/SupportModels",
      swiftSettings: settings),
    tests("Configuration", [testFiles, "PIMConfiguration", "PIMNumerics"]),
    tests("Tokenizers", [testFiles, "PIMTokenizers", "PIMConfiguration"], exclude: ["Fixtures"]),
    tests("Numerics", ["PIMNumerics"]),
    tests("Hardware", ["PIMHardware", "PIMConfiguration"]),
    tests("Checking", ["PIMChecking", "PIMHardware", "PIMConfiguration", "PIMTestModels"]),
    tests("Instructions", [testFiles, "PIMInstructions", "PIMHardware", "PIMNumerics"]),
    tests(
      "Energy",
      [
        "PIMEnergy", "PIMResults", "PIMSimulation", "PIMFastForward", "PIMHardware", "PIMInstructions",
        "PIMMapping",
        "PIMWorkload", "PIMConfiguration", "PIMNumerics", "PIMReports", "PIMExperiments",
      ]),
    tests("Workload", [testFiles, "PIMWorkload", "PIMConfiguration", "PIMNumerics"]),
    tests(
      "Mapping",
      ["PIMMapping", "PIMWorkload", "PIMHardware", "PIMInstructions", "PIMConfiguration", "PIMNumerics"]),
    tests("Reports", [testSupport, "PIMGPT", "PIMReports"], exclude: ["Snapshots"]),
    tests(
      "Experiments", [testSupport, "PIMGPT", "PIMExperiments", "PIMConfiguration", "PIMNumerics"],
      exclude: ["Snapshots"]),
    tests(
      "Tuning",
      [
        testSupport, testFiles, "PIMTuning", "PIMExperiments", "PIMConfiguration", "PIMMapping", "PIMNumerics",
        "PIMWorkload",
      ]),
    tests("Reproduction", [testSupport, "PIMReproduction", "PIMGPT"]),
    tests("CommandLine", [testFiles, "PIMCommandLine", "pimgpt-fuzz", "PIMGPT", argumentParser]),
    tests(
      "Simulation",
      [
        "PIMFastForward", "PIMResults", "PIMSimulation", "PIMChecking", "PIMExecution", "PIMHardware",
        "PIMInstructions",
        "PIMNumerics", "PIMConfiguration", "PIMMapping", "PIMWorkload", "PIMTestModels",
      ]),
    tests(
      "Bounds",
      [
        "PIMBounds", "PIMFastForward", "PIMResults", "PIMSimulation", "PIMMapping", "PIMWorkload",
        "PIMHardware",
        "PIMInstructions", "PIMNumerics", "PIMTestModels",
      ]),
    tests(
      "FastForward", ["PIMFastForward", "PIMResults", "PIMSimulation", "PIMHardware", "PIMConfiguration"]),
    tests(
      "Execution",
      [
        "PIMExecution", "PIMMapping", "PIMWorkload", "PIMHardware", "PIMInstructions", "PIMNumerics",
        "PIMConfiguration", "PIMTestModels",
      ], exclude: ["Fixtures"]),
  ]
)

// Only a build with -sanitize=fuzzer has libFuzzer to link: scripts/fuzz.sh.
if Context.environment["PIMGPT_LIBFUZZER"] != nil {
  package.targets.append(
    .executableTarget(
      name: "pimgpt-fuzz-parsers",
      dependencies: [
        "PIMChecking", "PIMConfiguration", "PIMEnergy", "PIMHardware", "PIMInstructions", "PIMExperiments",
        "PIMReports",
        "PIMWorkload",
      ],
      path: "Tests/Fuzz/Parsers", swiftSettings: settings))
}
