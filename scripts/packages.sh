#!/bin/sh
# Installs what building and testing need, on Debian or Ubuntu, when it is not there yet.
set -eu
packages="autoconf automake libtool make gcc pkg-config libxml2-dev libpcre2-dev libjansson-dev libcsv-dev check"
[ "${1:-}" = tests ] && packages="$packages g++ libxml2-utils trang xz-utils mandoc"
missing=
for package in $packages; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "missing packages; as root: apt-get install$missing" >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
