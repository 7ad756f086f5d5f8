# The schema: its two forms are in step, and every shipped file is valid.
. "$SRCDIR/tests/tap.sh"
schema="$RULES/schema/rightscan"
if ! command -v trang >/dev/null; then
  ok "rightscan.rng is what trang makes of rightscan.rnc # SKIP trang is missing"
else
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
  if out=$(trang "$schema.rnc" "$dir/rightscan.rng" 2>&1 && cmp "$dir/rightscan.rng" "$schema.rng" 2>&1); then
    ok "rightscan.rng is what trang makes of rightscan.rnc"
  else
    not_ok "rightscan.rng is what trang makes of rightscan.rnc" "$out
run: trang rules/schema/rightscan.rnc rules/schema/rightscan.rng"
  fi
fi
if ! command -v xmllint >/dev/null; then
  ok "every shipped file is valid # SKIP xmllint is missing"
else
  bad=
  for file in $(find "$RULES" -name '*.xml' ! -path '*/templates/*' | sort); do
    out=$(xmllint --noout --nonet --relaxng "$schema.rng" "$file" 2>&1) || bad="$bad$out
"
  done
  if [ -z "$bad" ]; then ok "every shipped file is valid"; else not_ok "every shipped file is valid" "$bad"; fi
fi
finish
