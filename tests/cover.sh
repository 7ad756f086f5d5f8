# cover, as authors type it: exit statuses, forms, and suggestions that the program itself accepts.
. "$SRCDIR/tests/tap.sh"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
export RIGHTSCAN_RULES="$RULES"
status() { "$@" >"$dir/out" 2>"$dir/err"; echo $?; }
is "cover" "$(status "$RIGHTSCAN" cover)" 0
has "it counts every guideline" "$(cat "$dir/out")" "headache"
is "a bar that is reached" "$(status "$RIGHTSCAN" cover --fail-under 50)" 0
is "a bar that is not reached is a failed check" "$(status "$RIGHTSCAN" cover --fail-under 100)" 1
has "and it says by how much" "$(cat "$dir/err")" "wanted 100 %"
is "a bar that is no percentage is a usage error" "$(status "$RIGHTSCAN" cover --fail-under lots)" 2
is "a guideline that is not there is bad input" "$(status "$RIGHTSCAN" cover headaches)" 3
has "and the nearest name is given" "$(cat "$dir/err")" '"headache"'
is "one guideline lists its ratings" "$(status "$RIGHTSCAN" cover headache)" 0
has "each with its place" "$(cat "$dir/out")" "headache.xml:"
is "JSON" "$(status "$RIGHTSCAN" cover --format json)" 0
is "the page" "$(status "$RIGHTSCAN" cover --format html)" 0
is "begins as a page" "$(head -n 1 "$dir/out")" "<!DOCTYPE html>"
is "needs no script and nothing from elsewhere" "$(grep -c '<script\|src=\|@import' "$dir/out")" 0
is "in French" "$("$RIGHTSCAN" cover --format html --lang fr | sed -n '2p')" '<html lang="fr">'

# A book whose cases are gone: every scenario that can be reached gets a case, and the cases pass.
cp -r "$RULES" "$dir/book" && chmod -R u+w "$dir/book"
for file in "$dir"/book/cases/*.xml; do echo '<cases xmlns="urn:rightscan:rules" format="1"/>' > "$file"; done
is "suggest" "$(status "$RIGHTSCAN" cover --suggest --rules "$dir/book")" 0
cp "$dir/out" "$dir/book/cases/headache.xml"
is "the suggested cases pass" "$(status "$RIGHTSCAN" test --rules "$dir/book")" 0
is "and reach every scenario but those that none can reach" "$(grep -c 'no facts were found' "$dir/book/cases/headache.xml")" 0
is "nothing is left to suggest" "$("$RIGHTSCAN" cover --suggest --rules "$dir/book" 2>&1 | grep -c '<case ')" 0
finish
