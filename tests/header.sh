# The public header compiles alone, as C11 and as C++, without a warning.
. "$SRCDIR/tests/tap.sh"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
echo '#include <rightscan.h>' > "$dir/a.c" && cp "$dir/a.c" "$dir/a.cc"
compile() { out=$($1 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I"$SRCDIR/include" "$2" 2>&1) && ok "$3" || not_ok "$3" "$out"; }
compile "${CC:-cc} -std=c11" "$dir/a.c" "the header is C11"
if command -v c++ >/dev/null; then compile "c++ -std=c++11" "$dir/a.cc" "the header is C++"; else ok "the header is C++ # SKIP no C++ compiler"; fi
finish
