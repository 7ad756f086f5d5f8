# doc: the site of the shipped rule base is whole, stands alone, and has both languages.
. "$SRCDIR/tests/tap.sh"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
export RIGHTSCAN_RULES="$RULES"
status() { "$@" >"$dir/out" 2>"$dir/err"; echo $?; }
is "doc" "$(status "$RIGHTSCAN" doc --out "$dir/site")" 0
n=$("$RIGHTSCAN" list guidelines --format text | wc -l)
is "a page for each guideline and an index" "$(ls "$dir/site/en" | wc -l)" $((n + 1))
is "in French too" "$(ls "$dir/site/fr")" "$(ls "$dir/site/en")"
is "no half-written file is left" "$(find "$dir/site" -name '*.part' | wc -l)" 0
is "no script, and nothing from elsewhere" "$(grep -rlE '<script|<link|<img|src=|@import|url\(' "$dir/site" | wc -l)" 0
missing=$(cd "$dir/site/en" && grep -oh 'href="[^"#:]*\.html"' *.html | sort -u | sed 's/href="//; s/"//' | while read -r page; do [ -f "$page" ] || echo "$page"; done)
is "every link leads somewhere" "$missing" ""
anchors=$(cd "$dir/site/en" && for page in *.html; do grep -oh 'href="#[^"]*"' "$page" | sed 's/href="#//; s/"//' | sort -u | while read -r id; do grep -q "id=\"$id\"" "$page" || echo "$page#$id"; done; done)
is "every anchor too" "$anchors" ""
is "every message has its words" "$(grep -ohE '(>|\")(doc|category|list|joint|state|text|safety|certainty|strength)\.[a-z-]+(<|\")' "$dir/site/en/"*.html "$dir/site/fr/"*.html | sort -u | head -n 3)" ""
"$RIGHTSCAN" doc --out "$dir/again" >/dev/null
is "the same twice, byte for byte" "$(diff -r "$dir/site" "$dir/again")" ""
touch "$dir/file"
is "a file where the directory should be" "$(status "$RIGHTSCAN" doc --out "$dir/file")" 3
has "is said" "$(cat "$dir/err")" "cannot make"
is "arguments are a usage error" "$(status "$RIGHTSCAN" doc here)" 2
finish
