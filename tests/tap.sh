# TAP for shell: ok NAME, not_ok NAME MESSAGE, is NAME GOT EXPECTED, has NAME TEXT PART, finish. Sourced by the test scripts.
n_tests=0
ok() { n_tests=$((n_tests + 1)); echo "ok $n_tests - $1"; }
not_ok() { n_tests=$((n_tests + 1)); echo "not ok $n_tests - $1"; printf '%s\n' "$2" | sed 's/^/# /'; }
is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got: $2
expected: $3"; fi; }
has() { case $2 in *"$3"*) ok "$1" ;; *) not_ok "$1" "no \"$3\" in: $2" ;; esac; }
finish() { echo "1..$n_tests"; }
