#!/bin/bash
# Checks that each target imports only what the manifest names as its dependency, that it imports each dependency, and that the
# picture of ARCHITECTURE.md shows the manifest. The build allows what a dependency depends on, too, and
# --explicit-target-dependency-import-check of Swift 6.3 does not notice that.
# Usage: scripts/check-imports.sh
set -eu
cd "$(dirname "$0")/.."

# Each target: its folder, its name, its kind, then its dependencies. The keys of an object come in the order of the alphabet.
# The parsers' fuzzer is a target only where this variable is set.
targets=$(PIMGPT_LIBFUZZER=1 swift package --scratch-path .build-lint describe --type json | awk '
  /^  "targets" : \[/ { inside = 1 }
  !inside { next }
  /^      "name" : / { split($0, part, "\""); name = part[4] }
  /^      "path" : / { split($0, part, "\""); path = part[4] }
  /^      "type" : / { split($0, part, "\""); kind = part[4] }
  /^      "(product_dependencies|target_dependencies)" : \[/ { list = 1; next }
  list && /\]/ { list = 0; next }
  list { split($0, part, "\""); names = names " " part[2] }
  /^    \}/ { print path ":" name ":" kind ":" names; names = "" }')

# What every target may import: the toolchain's own modules.
own=' Swift Glibc Testing Synchronization RegexBuilder PackageDescription '
# What is linked or run, but not imported: a target in C, and the programs that a test starts.
linked=" CPIMOutOfMemory $(awk -F : '$3 == "executable" { printf "%s ", $2 }' <<<"$targets")"
status=0
while IFS=: read -r path name kind names; do
  allowed="$own$names "
  found=$(grep -r -E --include='*.swift' \
    '^(@[A-Za-z_]+(\([A-Za-z]+\))? )*((public|internal|package|private|fileprivate) )?import ' "$path" |
    sed -E 's/^([^:]+):.*import (struct |enum |class |func |typealias |protocol |var |let )?([A-Za-z0-9_]+).*$/\1:\3/' |
    sort -u || true)
  while IFS=: read -r file module; do
    [ -n "$module" ] || continue
    case $allowed in
      *" $module "* | *" ${module//_/-} "*) ;;
      *)
        printf '%s: imports %s, which Package.swift does not name as a dependency of its target\n' "$file" "$module" >&2
        status=1
        ;;
    esac
  done <<<"$found"
  for dependency in $names; do
    case $linked in *" $dependency "*) continue ;; esac
    if ! grep -q ":${dependency//-/_}\$" <<<"$found"; then
      printf 'Package.swift: %s depends on %s, which no file of it imports\n' "$name" "$dependency" >&2
      status=1
    fi
  done
done <<<"$targets"

# The arrows between the folders of Sources, without those that follow from others: what the picture shows.
manifest=$(awk -F : '
  function short(name) { if (name != "PIMGPT") sub(/^PIM/, "", name); return name }
  $1 ~ /^Sources\// {
    count = split($4, names, " ")
    for (i = 1; i <= count; i++) arrows[short($2), short(names[i])] = 1
    rooms[short($2)] = 1
  }
  END {
    for (arrow in arrows) {
      split(arrow, end, SUBSEP)
      if (!(end[2] in rooms)) delete arrows[arrow]; else reach[arrow] = 1
    }
    # Warshall: what can be reached by way of a room between.
    for (k in rooms) for (i in rooms) for (j in rooms) if (((i, k) in reach) && ((k, j) in reach)) reach[i, j] = 1
    for (arrow in arrows) {
      split(arrow, end, SUBSEP)
      follows = 0
      for (k in rooms) if (((end[1], k) in reach) && ((k, end[2]) in reach)) follows = 1
      if (!follows) print "  " end[1] " --> " end[2]
    }
  }' <<<"$targets" | LC_ALL=C sort)
picture=$(sed -n '/^flowchart BT$/,/^```$/p' ARCHITECTURE.md | grep -e '-->' | LC_ALL=C sort)
if ! diff <(printf '%s\n' "$picture") <(printf '%s\n' "$manifest") >/dev/null; then
  printf 'ARCHITECTURE.md: the picture of the rooms differs from Package.swift (< picture, > manifest)\n' >&2
  diff <(printf '%s\n' "$picture") <(printf '%s\n' "$manifest") >&2 || true
  status=1
fi
exit "$status"
