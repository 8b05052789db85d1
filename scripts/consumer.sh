#!/bin/bash
# Builds a package in a temporary folder that depends on this one and on swift-numerics, and runs it: what README.md shows as
# "In your own package". It builds everything again, so it takes minutes.
# Usage: scripts/consumer.sh
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/Sources/Consumer"
# The package's identity is the name of its folder: give it a known one.
ln -s "$root" "$folder/pimgpt"

cat >"$folder/Package.swift" <<'MANIFEST'
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "consumer",
  dependencies: [
    .package(path: "pimgpt"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
  ],
  targets: [
    .executableTarget(
      name: "Consumer",
      dependencies: [
        .product(name: "PIMGPT", package: "pimgpt"), .product(name: "Numerics", package: "swift-numerics"),
      ])
  ])
MANIFEST

# The lines between ```swift consumer and ``` of README.md.
sed -n '/^```swift consumer$/,/^```$/p' "$root/README.md" | sed -e 1d -e '$d' >"$folder/Sources/Consumer/main.swift"
[ -s "$folder/Sources/Consumer/main.swift" ] || { printf 'README.md has no lines to try\n' >&2; exit 1; }

cd "$folder"
swift build -c release --scratch-path "$folder/.build"
"$folder/.build/release/Consumer"
