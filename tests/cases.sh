# The shipped rule base has no errors and passes its own cases.
. "$SRCDIR/tests/tap.sh"
if out=$("$RIGHTSCAN" lint --rules "$RULES" 2>&1); then ok "the shipped rule base has no lint errors"; else not_ok "the shipped rule base has no lint errors" "$out"; fi
if out=$("$RIGHTSCAN" test --rules "$RULES" 2>&1); then ok "its cases pass: $(echo "$out" | tail -n 1)"; else not_ok "its cases pass" "$out"; fi
finish
