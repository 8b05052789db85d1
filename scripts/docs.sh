#!/bin/bash
# Makes the documentation of the library: articles and the reference of all that is public, as a folder of web pages.
# Usage: scripts/docs.sh FOLDER, after a release build.
set -eu
cd "$(dirname "$0")/.."
output=$1
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT

# The modules that PIMGPT exports, and PIMGPT itself.
modules=$(sed -n 's/^@_exported .*import //p' Sources/PIMGPT/PIMGPT.swift)
target=$(swift -print-target-info | sed -n 's/.*"unversionedTriple" *: *"\([^"]*\)".*/\1/p' | head -n 1)
for module in $modules; do
  swift-symbolgraph-extract -module-name "$module" -I .build/release/Modules -I Sources/CPIMYAML -target "$target" \
    -output-dir "$graphs" -minimum-access-level public -skip-inherited-docs
done
rm -rf "$output"
docc convert Sources/PIMGPT/PIMGPT.docc --additional-symbol-graph-dir "$graphs" --output-dir "$output" \
  --transform-for-static-hosting --fallback-display-name pimgpt --fallback-bundle-identifier pimgpt
printf 'wrote %s; serve it with any web server and open /documentation/pimgpt\n' "$output"
