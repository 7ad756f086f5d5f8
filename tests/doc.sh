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
is "no id stands in running text, of the definitions none" "$(sed 's/<code[^>]*>[^<]*<[/]code>//g; s/id="[^"]*"//g; s/href="[^"]*"//g' "$dir/site/fr/"*.html | grep -oE '[>; ](red-flag|chronic-as-told|nerve-emergency|red-flag-besides-deficit)[<: ]' | sort -u)" ""
is "no unit stands as machines write it" "$(sed 's/<style>.*//' "$dir/site/en/"*.html "$dir/site/fr/"*.html | grep -oE 'mm\[Hg\]|\{(FEU|DDU|1\.73_m2)\}|10\*9' | sort -u)" ""
is "scores are told item by item" "$(grep -c 'id="score\.wells-pe"' "$dir/site/en/pulmonary-embolism.html")" 1
is "each page is drawn" "$(grep -L '<svg ' "$dir/site/en/"*.html "$dir/site/fr/"*.html | sed 's,.*/,,' | sort -u)" "index.html"
is "no wide table but in a region that scrolls and has a name" "$(cat "$dir/site/en/"*.html | awk '/<table/ && last !~ /class="wide" role="region" tabindex="0" aria-label="[^"]/ { n++ } { last = $0 } END { print n + 0 }')" 0
is "no id is given twice on a page" "$(for page in "$dir/site/"*/*.html; do grep -oh ' id="[^"]*"' "$page" | sort | uniq -d; done)" ""
"$RIGHTSCAN" doc --out "$dir/again" >/dev/null
is "the same twice, byte for byte" "$(diff -r "$dir/site" "$dir/again")" ""

# the pictures of every guideline, in both languages, and of a decision with an open question
migraine() { "$RIGHTSCAN" explain --age 46 --sex male --exam "MRI brain" --reason "headache for 3 weeks" "$@"; }
for lang in en fr; do
  for id in $("$RIGHTSCAN" list guidelines --format text | cut -d' ' -f1); do
    "$RIGHTSCAN" show "$id" --format svg --lang $lang > "$dir/$lang-$id.svg" && "$RIGHTSCAN" show "$id" --format dot --lang $lang > "$dir/$lang-$id.dot"
  done
  migraine --format svg --lang $lang > "$dir/$lang-decision.svg"
  migraine --format dot --lang $lang > "$dir/$lang-decision.dot"
done
is "every guideline is drawn in both forms and languages" "$(find "$dir" -maxdepth 1 -size +1k \( -name '*.svg' -o -name '*.dot' \) | wc -l)" $((4 * n + 4))
is "a picture needs nothing from elsewhere" "$(grep -lE '<script|href=|url\(|@import|<image' "$dir"/*.svg | wc -l)" 0
has "a decision shows what is still possible" "$(cat "$dir/en-decision.svg")" ">still possible</text>"
has "and what was ruled out" "$(cat "$dir/en-decision.dot")" "ruled out"
if command -v xmllint >/dev/null 2>&1; then
  is "xmllint reads every picture" "$(xmllint --noout "$dir"/*.svg 2>&1)" ""
else
  ok "xmllint reads every picture # SKIP xmllint is not installed"
fi
if command -v dot >/dev/null 2>&1; then
  is "Graphviz draws every picture" "$(for file in "$dir"/*.dot; do dot -Tsvg "$file" 2>&1 >"$dir/drawn" || echo "$file"; grep -q '</svg>' "$dir/drawn" || echo "$file is empty"; done)" ""
else
  ok "Graphviz draws every picture # SKIP dot is not installed"
fi

touch "$dir/file"
is "a file where the directory should be" "$(status "$RIGHTSCAN" doc --out "$dir/file")" 3
has "is said" "$(cat "$dir/err")" "cannot make"
is "arguments are a usage error" "$(status "$RIGHTSCAN" doc here)" 2
finish
