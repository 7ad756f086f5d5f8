# Every rating that names an ACR variant equals the ACR table, and no row or variant of a topic in the book is missing.
. "$SRCDIR/tests/tap.sh"
if [ ! -r "$EVIDENCE/acr-2020.tsv" ]; then echo "1..0 # SKIP the ACR table is not part of the project and not beside it"; exit 0; fi
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
if "$RIGHTSCAN" show --ratings --rules "$RULES" --format tsv > "$dir/ratings.tsv" 2> "$dir/err"; then ok "the ratings are printed"; else not_ok "the ratings are printed" "$(cat "$dir/err")"; fi
if out=$(awk -f "$SRCDIR/tests/ratings.awk" "$EVIDENCE/exam-aliases.tsv" "$EVIDENCE/acr-2020.tsv" "$dir/ratings.tsv"); then
  ok "they equal the ACR table ($(echo "$out" | tail -n 1 | tr -d '#'))"
else
  not_ok "they equal the ACR table" "$out"
fi
finish
