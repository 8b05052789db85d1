#!/bin/bash
# Checks that each target imports only what the manifest names as its dependency. The build allows what a dependency depends on,
# too, and --explicit-target-dependency-import-check of Swift 6.3 does not notice that.
# Usage: scripts/check-imports.sh
set -eu
cd "$(dirname "$0")/.."

# Each target: its folder, then its dependencies. The keys of an object come in the order of the alphabet.
targets=$(swift package --scratch-path .build-lint describe --type json | awk '
  /^  "targets" : \[/ { inside = 1 }
  !inside { next }
  /^      "path" : / { split($0, part, "\""); path = part[4] }
  /^      "(product_dependencies|target_dependencies)" : \[/ { list = 1; next }
  list && /\]/ { list = 0; next }
  list { split($0, part, "\""); names = names " " part[2] }
  /^    \}/ { print path ":" names; names = "" }')

# What every target may import: the toolchain's own modules.
own=' Swift Glibc Testing Synchronization RegexBuilder PackageDescription '
status=0
while IFS=: read -r path names; do
  allowed="$own$names "
  while IFS=: read -r file module; do
    case $allowed in
      *" $module "* | *" ${module//_/-} "*) ;;
      *)
        printf '%s: imports %s, which Package.swift does not name as a dependency of its target\n' "$file" "$module" >&2
        status=1
        ;;
    esac
  done < <(grep -r -E --include='*.swift' \
    '^(@[A-Za-z_]+(\([a-z]+\))? )?((public|internal|package|private|fileprivate) )?import ' "$path" |
    sed -E 's/^([^:]+):.*import (struct |enum |class |func |typealias |protocol |var |let )?([A-Za-z0-9_]+).*$/\1:\3/' | sort -u)
done <<<"$targets"
exit "$status"
