#!/bin/bash
# Builds a package in a temporary folder that depends on this one and on swift-numerics, and runs it: what README.md shows as
# "In your own package". The Swift lines of the library's articles are compiled as well, not run. It builds everything again, so it
# takes minutes.
# Usage: scripts/consumer.sh
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
consumer=$folder/consumer
mkdir -p "$consumer/Sources/Consumer"
# Beside the package, as README.md has it.
ln -s "$root" "$folder/pimgpt"
package=$(grep -E '^\.package\(name: "pimgpt", path: .*\),$' "$root/README.md")
product=$(grep -E '^\.product\(name: "PIMGPT", .*\),$' "$root/README.md")

cat >"$consumer/Package.swift" <<MANIFEST
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "consumer",
  dependencies: [
    $package
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
  ],
  targets: [
    .executableTarget(
      name: "Consumer",
      dependencies: [
        $product
        .product(name: "Numerics", package: "swift-numerics"),
      ])
  ])
MANIFEST

# The lines between ```swift consumer and ``` of README.md.
sed -n '/^```swift consumer$/,/^```$/p' "$root/README.md" | sed -e 1d -e '$d' >"$consumer/Sources/Consumer/main.swift"
[ -s "$consumer/Sources/Consumer/main.swift" ] || { printf 'README.md has no lines to try\n' >&2; exit 1; }

# The lines between ```swift and ``` of each article, as the body of a function; a later block sees what an earlier one declares.
for article in "$root"/Sources/PIMGPT/PIMGPT.docc/*.md; do
  lines=$(sed -n '/^```swift$/,/^```$/p' "$article" | sed -e '/^```/d' -e '/^import /d')
  [ -n "$lines" ] || { printf '%s has no Swift lines\n' "$article" >&2; exit 1; }
  name=$(basename "$article" .md)
  printf 'import PIMGPT\n\nfunc article%s() throws {\n%s\n}\n' "$name" "$lines" >"$consumer/Sources/Consumer/$name.swift"
done

cd "$consumer"
swift build -c release --scratch-path "$folder/.build"
"$folder/.build/release/Consumer"
