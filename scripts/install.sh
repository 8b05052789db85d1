#!/bin/sh
# Installs the program, its presets, completions for bash, zsh and fish, and the manual page.
# Usage: scripts/install.sh PROGRAM PREFIX
# With DESTDIR set, files go below it, as packagers expect; they are still meant for PREFIX.
set -eu
[ $# -eq 2 ] || { printf 'usage: %s PROGRAM PREFIX\n' "$0" >&2; exit 2; }
case $2 in
  /*) ;;
  *) printf 'install: PREFIX is "%s"; it has to be an absolute path\n' "$2" >&2; exit 2 ;;
esac
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
target=${DESTDIR:-}${2%/}
cd "$(dirname "$0")/.."

install -d "$target/bin"
install -m 755 "$program" "$target/bin/pimgpt"

# A preset that was removed from the project does not stay behind.
presets=$target/share/pimgpt/configs
rm -rf "$presets"
find configs -type f | while IFS= read -r file; do
  install -D -m 644 "$file" "$target/share/pimgpt/$file"
done

# Stored results of the suites lie where the suites look for them.
rm -rf "$target/share/pimgpt/reports"
find reports/regress -type f | while IFS= read -r file; do
  install -D -m 644 "$file" "$target/share/pimgpt/$file"
done

completion() {
  install -d "$(dirname "$target/share/$2")"
  "$program" --generate-completion-script "$1" >"$target/share/$2"
}
completion bash bash-completion/completions/pimgpt
completion zsh zsh/site-functions/_pimgpt
completion fish fish/vendor_completions.d/pimgpt.fish

install -D -m 644 docs/pimgpt.1 "$target/share/man/man1/pimgpt.1"
printf 'installed %s/bin/pimgpt\n' "$target"
