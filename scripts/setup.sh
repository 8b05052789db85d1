#!/bin/sh
# Sees to it that what a build needs is there: Swift, the system libraries, and what links with them.
# On Debian and its kin it installs the packages that are missing; elsewhere it says what to install.
# Usage: scripts/setup.sh
set -eu

fail() {
  printf 'setup: %s\n' "$1" >&2
  exit 1
}

command -v swift >/dev/null 2>&1 ||
  fail 'swift is not on PATH; install Swift 6.3 or later: https://www.swift.org/install/linux/'

has_libraries() {
  command -v pkg-config >/dev/null 2>&1 && pkg-config --exists yaml-0.1 openblas
}

# Where there is no apt: go on if the libraries are there.
if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
  has_libraries && exit 0
  fail 'install git, pkg-config and the development files of libyaml (yaml-0.1) and OpenBLAS (openblas), so that pkg-config finds both'
fi

is_installed() {
  dpkg-query --show --showformat='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

missing=
for package in libyaml-dev libopenblas-dev pkg-config git ca-certificates binutils libc6-dev; do
  is_installed "$package" && continue
  # Debian's package of that name may stand for another one.
  case $package in
    pkg-config) is_installed pkgconf && continue ;;
  esac
  missing="$missing $package"
done
# Swift links with the C++ library of GCC; any version of it will do.
is_installed 'libstdc++-*-dev' || missing="$missing libstdc++-12-dev"

[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
  as_root() { "$@"; }
elif command -v sudo >/dev/null 2>&1; then
  as_root() { sudo "$@"; }
else
  fail "packages are missing and there is no sudo; as root, run: apt-get install$missing"
fi

printf 'setup: installing%s\n' "$missing"
as_root apt-get update -q
# The names are split into words on purpose.
# shellcheck disable=SC2086
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
has_libraries || fail 'the packages are installed, but pkg-config does not find yaml-0.1 and openblas'
