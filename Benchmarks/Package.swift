// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "pimgpt-benchmarks",
  products: [.executable(name: "pimgpt-bench", targets: ["PIMBenchmarks"])],
  dependencies: [
    // Named, since a package without a name is called like the folder that it was cloned into.
    .package(name: "pimgpt", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "PIMBenchmarks",
      dependencies: [
        .product(name: "PIMGPT", package: "pimgpt"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources",
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
      ])
  ]
)
