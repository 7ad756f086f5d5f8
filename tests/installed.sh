# A stranger compiles the example against the installed tree with nothing but pkg-config.
. "$SRCDIR/tests/tap.sh"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
if ! out=$(unset MAKEFLAGS MFLAGS; cd "$BUILDDIR" && make -s install prefix="$dir" exec_prefix="$dir" libdir="$dir/lib" 2>&1); then
  not_ok "make install" "$out"; finish; exit 0
fi
ok "make install"
flags=$(PKG_CONFIG_PATH="$dir/lib/pkgconfig" pkg-config --define-variable=prefix="$dir" --define-variable=libdir="$dir/lib" --cflags --libs rightscan)
# The build's own flags, so that a sanitized library gets a sanitized program.
extra=$(sed -n 's/^CFLAGS = //p' "$BUILDDIR/Makefile" | tr ' ' '\n' | grep '^-fsanitize' | tr '\n' ' ')
if out=$(${CC:-cc} -Wall -Werror $extra -o "$dir/check" "$SRCDIR/examples/check.c" $flags 2>&1); then ok "the example compiles"; else not_ok "the example compiles" "$out"; fi
out=$(LD_LIBRARY_PATH="$dir/lib" "$dir/check" "$dir/share/rightscan/rules" 2>&1)
is "the example decides" "$out" "usually-not-appropriate; recommended: none"
out=$(cd / && LD_LIBRARY_PATH="$dir/lib" RIGHTSCAN_RULES="$dir/share/rightscan/rules" "$dir/bin/rightscan" check --age 46 --sex male --exam "MRI brain without contrast" --reason "recurrent migraine, normal neuro exam" 2>&1)
[ $? -eq 0 ] && ok "the installed program decides from anywhere" || not_ok "the installed program decides from anywhere" "$out"
finish
