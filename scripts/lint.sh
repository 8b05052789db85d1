#!/bin/bash
# Checks the Swift sources by the rules of swift-format, the scripts' syntax, the links between documents, comments' columns,
# documentation of public declarations, and imports.
# Usage: scripts/lint.sh
set -eu
cd "$(dirname "$0")/.."

status=0

for script in scripts/*.sh .ci/run; do
  bash -n "$script" || status=1
done

# Layout is the business of `make format`: only what breaks a rule counts here.
layout='\[(AddLines|RemoveLine|LineLength|Indentation|Spacing|SpacingCharacter|TrailingComma|TrailingWhitespace|EndOfLineComment)\]'
findings=$(swift format lint --parallel --recursive --configuration scripts/lint-rules.json \
  Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources 2>&1 | grep -v -E "$layout" || true)
if [ -n "$findings" ]; then
  printf '%s\n' "$findings" >&2
  status=1
fi

# Every relative link of a document leads somewhere.
while IFS= read -r document; do
  while IFS= read -r link; do
    target=${link%%#*}
    case $link in http://* | https://* | mailto:* | '#'*) continue ;; esac
    if [ ! -e "$(dirname "$document")/$target" ]; then
      printf '%s: the link to %s leads nowhere\n' "$document" "$link" >&2
      status=1
    fi
  done < <(grep -o -E '\]\([^) ]+\)' "$document" | sed -e 's/^](//' -e 's/)$//' || true)
done < <(git ls-files --cached --others --exclude-standard -- '*.md')

scripts/check-comments.sh || status=1
scripts/check-imports.sh || status=1

exit "$status"
