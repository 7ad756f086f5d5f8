# Every step of doc/authoring.md, in its order, in a directory of its own: does each exit and answer as the page says?
# Blocks: `sh run` and `sh run=STATUS` are run; `xml file=F` is written; `xml add=F` goes before F's last line; `xml replace=F` has first the
# line of F that is replaced; the lines of `text output` must be found in this order in what the last command printed.
. "$SRCDIR/tests/tap.sh"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin" "$dir/steps" "$dir/work"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$RIGHTSCAN" > "$dir/bin/rightscan" && chmod +x "$dir/bin/rightscan"
PATH="$dir/bin:$PATH" RIGHTSCAN_RULES="$RULES"
export PATH RIGHTSCAN_RULES

# One file a block, NNN.body, and what to do with it, NNN.kind: run STATUS, file F, add F, replace F, output; its line in the page.
awk -v to="$dir/steps/" '
  !inside && /^```(sh run|xml (file|add|replace)=|text output)/ {
    inside = 1; name = sprintf("%s%03d", to, ++n); kind = $2; sub(/=/, " ", kind)
    if (kind == "run") kind = "run 0"
    print kind > (name ".kind"); print NR > (name ".line"); printf "" > (name ".body"); next
  }
  inside && /^```$/ { inside = 0; close(name ".body"); next }
  inside { print > (name ".body") }' "$SRCDIR/doc/authoring.md"

in_order() { awk 'NR == FNR { want[++n] = $0; next } { if (i < n && index($0, want[i + 1])) i++ } END { if (i < n) print want[i + 1] }' i=0 "$1" "$2"; }
cd "$dir/work"
: > "$dir/out"
for kind in "$dir"/steps/*.kind; do
  body=${kind%.kind}.body line=$(cat "${kind%.kind}.line")
  read -r what of < "$kind"
  case $what in
    run)
      sh -e "$body" > "$dir/out" 2>&1
      got=$?
      if [ "$got" = "$of" ]; then ok "line $line: $(grep rightscan "$body" | head -n 1 | cut -c1-60) exits with $of"; else not_ok "line $line exits with $of" "exit $got
$(cat "$body" "$dir/out")"; fi ;;
    file) cp "$body" "$of" ;;
    add) { sed '$d' "$of" && cat "$body" && tail -n 1 "$of"; } > "$dir/new" && cp "$dir/new" "$of" ;;
    replace)
      head -n 1 "$body" > "$dir/old"
      if grep -qxFf "$dir/old" "$of"; then ok "line $line: the line to replace is in $of"; else not_ok "line $line: the line to replace is in $of" "$(cat "$dir/old")"; fi
      awk 'FNR == 1 { file++ } file == 1 && FNR == 1 { old = $0; next } file == 1 { new = new $0 "\n"; next } $0 == old { printf "%s", new; next } { print }' "$body" "$of" > "$dir/new" && cp "$dir/new" "$of" ;;
    output)
      missing=$(in_order "$body" "$dir/out")
      if [ -z "$missing" ]; then ok "line $line: it prints what the page says"; else not_ok "line $line: it prints what the page says" "not found, or not in this order: $missing
$(cat "$dir/out")"; fi ;;
  esac
done
cd /
if [ "$n_tests" -gt 20 ]; then ok "the page has its steps"; else not_ok "the page has its steps" "only $n_tests"; fi
if command -v xmllint >/dev/null; then
  if out=$(xmllint --noout --nonet --relaxng "$RULES/schema/rightscan.rng" "$dir"/work/my-rules/rulebase.xml "$dir"/work/my-rules/*/wrist-pain.xml 2>&1); then ok "what the page writes is valid"; else not_ok "what the page writes is valid" "$out"; fi
fi
finish
