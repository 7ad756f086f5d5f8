# The library shows the symbols of tests/symbols.txt and no others.
. "$SRCDIR/tests/tap.sh"
got=$(nm -D --defined-only "$BUILDDIR/.libs/librightscan.so" | awk '$2 ~ /[TDBR]/ { sub(/@.*/, "", $3); print $3 }' | grep -v '^RIGHTSCAN_' | LC_ALL=C sort)
is "the exported symbols are those listed" "$got" "$(cat "$SRCDIR/tests/symbols.txt")"
finish
