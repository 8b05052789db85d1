#!/bin/bash
# Makes docs/report.png: the top of the page of GPT-2 small, as headless Chromium shows it.
# Usage: scripts/screenshot.sh
set -eu
cd "$(dirname "$0")/.."

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "no Chromium found; on Debian: apt-get install chromium fonts-liberation2" >&2
  exit 1
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

.build/release/pimgpt simulate gpt2-small --quiet -o "$folder/report.json"
.build/release/pimgpt report "$folder/report.json" --format html -o "$folder/report.html"
"$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --blink-settings=preferredColorScheme=1 \
  --window-size=900,1280 --screenshot="$folder/report.png" "file://$folder/report.html" 2> "$folder/log" || {
  cat "$folder/log" >&2
  exit 1
}
cp "$folder/report.png" docs/report.png
