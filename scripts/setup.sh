#!/bin/sh
# From a fresh clone to a real decision: installs packages, builds, installs under /usr/local, judges one referral.
set -eu
cd "$(dirname "$0")/.."
sh scripts/packages.sh
./autogen.sh >/dev/null 2>&1 || ./autogen.sh
mkdir -p build && cd build
../configure --quiet --disable-tests
make -s -j"$(nproc)"
make -s install >/dev/null
ldconfig
rightscan check --age 46 --sex male --exam "MRI brain without contrast" --reason "recurrent migraine, normal neuro exam"
