# The fuzz corpus, each file named after its bug, replayed on the shipped rule base.
. "$SRCDIR/tests/tap.sh"
for target in request text; do
  for file in "$SRCDIR/fuzz/corpus/$target"/*; do
    out=$(RIGHTSCAN_RULES=$RULES "$BUILDDIR/fuzz_$target" "$file" 2>&1) && ok "$target: ${file##*/}" || not_ok "$target: ${file##*/}" "$out"
  done
done
[ $n_tests -gt 0 ] || not_ok "the corpus is there" "no file in $SRCDIR/fuzz/corpus"
finish
