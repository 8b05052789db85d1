#!/bin/bash
# Checks that no comment line of Sources, Tests and Benchmarks is longer than 110 characters, and that every public declaration
# of Sources has a documentation comment, each line of cases of a public enumeration as well. Members of a public extension
# are not looked at.
# Usage: scripts/check-comments.sh [--list]
#   --list  also names the undocumented declarations
set -eu

# Undocumented declarations that are left. The number may only go down: lower it with each that gets documentation.
allowed=0
list=0
[ "${1:-}" = --list ] && list=1
cd "$(dirname "$0")/.."

find Sources Tests Benchmarks -name '.build*' -prune -o -type f \( -name '*.swift' -o -name '*.c' -o -name '*.h' \) -print |
  LC_ALL=C sort | LC_ALL=C xargs -d '\n' awk -v allowed=$allowed -v list=$list '
  # Characters of a line of UTF-8: bytes without those that continue one.
  function width(text) { gsub(/[\200-\277]/, "", text); return length(text) }
  function report(what) { printf "%s:%d: %s\n", FILENAME, FNR, what; found++ }

  FNR == 1 { isDocumented = 0; isSwift = FILENAME ~ /^Sources\/.*\.swift$/; split("", enums) }
  /^[ \t]*\/\// {
    if (length($0) > 110 && width($0) > 110) report("a comment of " width($0) " columns; expected at most 110")
    isDocumented = /^[ \t]*\/\/\//
    next
  }
  isSwift {
    line = $0
    while (sub(/^[ \t]*@[A-Za-z_]+(\([^)]*\))?[ \t]*/, "", line)) {}
    if (line == "") next
    match($0, /^ */)
    indent = RLENGTH
    # Cases stand two columns to the right of their enumeration, which ends with a brace in its own column.
    if (line ~ /^ *public (indirect )?enum /) enums[indent] = line !~ /\}$/
    else if (line ~ /^ *\}/) enums[indent] = 0
    else if (line ~ /^ *(indirect )?case / && enums[indent - 2] && !isDocumented) {
      undocumented++
      if (list) printf "%s:%d: case without a documentation comment\n", FILENAME, FNR
    }
    if (line ~ /^[ \t]*public ([a-z]+(\([a-z]+\))? )*(func|var|let|struct|enum|class|actor|init|protocol|typealias|subscript)[^a-z]/ &&
      line !~ /^[ \t]*public import/ && !isDocumented) {
      undocumented++
      if (list) printf "%s:%d: public without a documentation comment\n", FILENAME, FNR
    }
    isDocumented = 0
  }
  END {
    if (undocumented > allowed)
      printf "%d public declarations have no documentation; at most %d may (scripts/check-comments.sh --list)\n", undocumented, allowed
    exit found > 0 || undocumented > allowed
  }' >&2
