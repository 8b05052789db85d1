#!/bin/bash
# Writes a page of each kind, measures it in headless Chromium at widths from 360 to 1,920 px, and checks its
# HTML. Exit status 1 if a page is wider than its screen, an element sticks out of it, texts of a figure cover
# each other, or the HTML is not valid: page, width and element are named.
# Usage: scripts/pages.sh PROGRAM [FOLDER]
#   FOLDER: keeps the pages there; a temporary folder otherwise.
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")/.."
widths='360,390,600,768,1024,1280,1920'

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "no Chromium found; on Debian: apt-get install chromium fonts-liberation2" >&2
  exit 1
}
command -v tidy > /dev/null || {
  echo "no HTML checker found; on Debian: apt-get install tidy" >&2
  exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=${2:-$work/pages}
mkdir -p "$folder"
folder=$(realpath "$folder")

# Reports.
report() { # NAME ARGUMENT…
  local name=$1
  shift
  "$program" simulate "$@" --quiet -o "$work/$name.json"
  "$program" report "$work/$name.json" --format html -o "$folder/report-$name.html"
}
report serial gpt2-small
report overlapped gpt3-xl --tokens 64 --mapping best
report hbm-pim gpt2-small --tokens 16 --system hbm-pim
report power gpt2-small --tokens 2 --power
report gddr6 gpt2-small --tokens 4 --system gddr6
report long kjv --set tokens=1 --set lmHead=true --set embedding=true

# Comparisons: energies with and without a common accounting, a quoted and a computed baseline, a tiny difference.
small=gpt2-small@tokens=64
"$program" compare $small $small@mapping=best --format html -o "$folder/compare-2.html"
"$program" compare $small $small@system.timing.tRP=12.5ns --format html -o "$folder/compare-near.html"
"$program" compare $small $small@mapping=best $small@system=hbm-pim t4 --format html -o "$folder/compare-4.html"
"$program" compare $small $small@system=aim-gddr6 paper-t4 --tolerance latency=1% --format html \
  -o "$folder/compare-accountings.html" 2> /dev/null || [ $? -eq 1 ]

# Sweeps: one axis of numbers, two, names, names with several series, a list of points with a failure.
sweep() { # NAME, and the file on standard input
  cat > "$work/$1.yaml"
  "$program" sweep "$work/$1.yaml" -o "$work/$1" -q 2> /dev/null || [ $? -eq 1 ]
  cp "$work/$1/index.html" "$folder/sweep-$1.html"
}
sweep one << 'YAML'
description: ASIC clock
experiment: gpt2-small
set: {tokens: 8}
axes: {system.asic.clock: [100 MHz, 125 MHz, 200 MHz, 250 MHz, 500 MHz, 1 GHz]}
YAML
sweep two << 'YAML'
description: Two timings
experiment: gpt2-small
set: {tokens: 8}
axes:
  system.timing.tRP: [8 ns, 12 ns, 16 ns, 20 ns]
  tRCD:
    8 ns: {system.timing.tRCDRD: 8 ns, system.timing.tRCDWR: 8 ns}
    12 ns: {system.timing.tRCDRD: 12 ns, system.timing.tRCDWR: 12 ns}
    20 ns: {system.timing.tRCDRD: 20 ns, system.timing.tRCDWR: 20 ns}
YAML
sweep tokens << 'YAML'
description: Length of the run
experiment: gpt2-small
axes:
  tokens: [1, 4, 16, 64, 256]
  system.link.rate: [2 Gb/s, 16 Gb/s]
YAML
sweep names << 'YAML'
description: Models and schedules
experiment: gpt2-small
set: {tokens: 4}
axes:
  model: [gpt2-small, gpt2-medium, gpt2-large, gpt2-xl, gpt3-xl]
  system.refresh.policy: [none, strict, postponed]
YAML
sweep list << 'YAML'
description: Points written out, one of which fails
experiment: gpt2-small
set: {tokens: 4}
points:
  - {mapping.schedule: serial}
  - {mapping: best}
  - {system: hbm-pim}
  - {system.organisation.rows: 16}
YAML

# The page of a paper: one model, and its studies with fewer models and tokens.
for name in asic-clock channels link-rate tokens mac-lanes row-size row-timing refresh schedule lm-head; do
  sed -e 's/^experiment:.*/experiment: gpt2-small/' -e 's/^  model: \[.*/  model: [gpt2-small, gpt2-medium]/' \
    -e 's/^  tokens: \[.*/  tokens: [128, 256, 1024, 2048]/' "configs/sweeps/$name.yaml" > "$work/$name.yaml"
  grep -q '^set:' "$work/$name.yaml" || echo 'set: {tokens: 16}' >> "$work/$name.yaml"
done
sed -e 's/^models: .*/models: [gpt2-small]/' -e 's/experiment: gpt3-xl/experiment: gpt2-small/' \
  -e "s|\.\./sweeps/|$work/|" -e 's/accuracy: .*/accuracy: {experiment: kjv, tokens: 8}/' \
  -e 's/positions: \[.*\]/positions: [0..3]/' -e '/^ *model.heads:/d' -e '/^quantities:/,$d' configs/paper/claims.yaml \
  > "$work/claims.yaml"
cat >> "$work/claims.yaml" << 'YAML'
claims:
  - {id: hits, claim: {value: Nearly all column accesses hit their row, source: none, certainty: stated}, says: all, figure: macRowHits, interval: {least: 0, most: 1}}
  - {id: gpu, claim: Faster than a GPU, says: some, figure: gpuSpeedup, interval: {least: 1e9}}
YAML
"$program" paper --claims "$work/claims.yaml" -o "$work/paper" -q
cp "$work/paper/index.html" "$folder/paper.html"

# Measurements.
list=$(printf ',"%s"' "$folder"/*.html)
"$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files \
  --window-size=2000,1000 --virtual-time-budget=600000 --dump-dom \
  "file://$PWD/scripts/pages.html#{\"pages\":[${list:1}],\"widths\":[$widths]}" > "$work/dom" 2> "$work/log" || {
  cat "$work/log" >&2
  exit 1
}
status=0
if ! grep -q '^END' "$work/dom"; then
  echo "the pages were not measured" >&2
  exit 1
fi
awk '/<pre id="result">/ { on = 1 } /^END/ { on = 0 } on' "$work/dom" \
  | sed -e 's/^.*<pre id="result">//' -e "s|$folder/||g" -e 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' > "$work/lines"
echo "page: width of the screen: width of the page, with the number of tables that scroll inside their boxes"
sed -n -e 's/^PAGE /  /p' "$work/lines"
if grep -q '^FAULT' "$work/lines"; then
  sed -n -e 's/^FAULT //p' "$work/lines" >&2
  status=1
fi

# Valid HTML, without a warning.
for page in "$folder"/*.html; do
  if ! tidy -e -q -utf8 --show-info no --drop-empty-elements no "$page" 2> "$work/tidy"; then
    sed -e "s|^|$(basename "$page"): |" "$work/tidy" | head -5 >&2
    status=1
  fi
done
[ "$status" -ne 0 ] || echo "$(ls "$folder"/*.html | wc -l) pages: none is wider than its screen, all are valid HTML"
exit "$status"
