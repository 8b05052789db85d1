#!/bin/sh
# Removes what scripts/install.sh installed, and nothing else.
# Usage: scripts/uninstall.sh PREFIX
set -eu
[ $# -eq 1 ] || { printf 'usage: %s PREFIX\n' "$0" >&2; exit 2; }
target=${DESTDIR:-}${1%/}
rm -rf "$target/share/pimgpt"
rm -f "$target/bin/pimgpt" "$target/share/man/man1/pimgpt.1" \
  "$target/share/bash-completion/completions/pimgpt" "$target/share/zsh/site-functions/_pimgpt" \
  "$target/share/fish/vendor_completions.d/pimgpt.fish"
