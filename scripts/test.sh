#!/bin/sh
# All tests: plain, under AddressSanitizer and UndefinedBehaviorSanitizer, and of the distribution. Ends with "N passed, N failed".
set -eu
cd "$(dirname "$0")/.."
sh scripts/packages.sh tests
./autogen.sh >/dev/null 2>&1 || ./autogen.sh
jobs=$(nproc)
passed=0
failed=0
top=$PWD

count() { # adds one log's totals
  passed=$((passed + $(sed -n 's/^# PASS: *//p' "$1" | tail -n 1)))
  failed=$((failed + $(sed -n 's/^# FAIL: *//p' "$1" | tail -n 1) + $(sed -n 's/^# ERROR: *//p' "$1" | tail -n 1)))
}

suite() { # name, configure options …
  name=$1; shift
  echo "== $name"
  mkdir -p "build-$name" && cd "build-$name"
  "$top/configure" --quiet --enable-werror "$@"
  make -s -j"$jobs"
  make -s -j"$jobs" check > check.log 2>&1 || true
  grep -E '^(PASS|FAIL|ERROR|SKIP|# )' check.log | grep -vE '^PASS' || true
  grep -q '^# PASS:' check.log || { cat check.log; failed=$((failed + 1)); }
  if grep -qE '^(FAIL|ERROR):' check.log; then cat test-suite.log; fi
  count check.log
  cd "$top"
}

suite plain
suite sanitized --enable-sanitizers CFLAGS="-O1 -g"

echo "== rule base"
(cd build-plain && ./rightscan lint --rules "$top/rules" && ./rightscan test --rules "$top/rules") || failed=$((failed + 1))

echo "== distribution"
if (cd build-plain && make -s -j"$jobs" distcheck > distcheck.log 2>&1); then
  passed=$((passed + 1))
else
  tail -n 60 build-plain/distcheck.log
  failed=$((failed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
