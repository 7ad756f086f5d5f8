# diff, as authors type it: directories and git revisions, with and without referrals.
. "$SRCDIR/tests/tap.sh"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
status() { "$@" >"$dir/out" 2>"$dir/err"; echo $?; }
cp -r "$RULES" "$dir/old" && chmod -R u+w "$dir/old" && cp -r "$dir/old" "$dir/new"
sed -i 's/id="sudden" urgency="emergency"/id="sudden" urgency="urgent"/' "$dir/new/guidelines/headache.xml"
printf '%s\n' '{"id":"h1","age":40,"exam":"ct-head-without","findings":{"headache":"present","thunderclap-headache":"present"}}' \
  '{"id":"k1","age":40,"exam":"mr-knee-without","findings":{"knee-pain":"present"}}' > "$dir/referrals.ndjson"

is "a book and itself" "$(status "$RIGHTSCAN" diff "$dir/old" "$dir/old")" 0
is "say the same" "$(cat "$dir/out")" "The two rule bases are the same."
is "a book and a changed one" "$(status "$RIGHTSCAN" diff "$dir/old" "$dir/new")" 0
has "what changed, in words" "$(cat "$dir/out")" "urgency emergency → urgent"
is "with referrals" "$(status "$RIGHTSCAN" diff "$dir/old" "$dir/new" --cases "$dir/referrals.ndjson")" 0
has "how many" "$(cat "$dir/out")" "Of 2 referrals, 1 (50.0 %) would be answered differently."
has "which" "$(cat "$dir/out")" "referral 1 (h1)"
is "from stdin" "$("$RIGHTSCAN" diff "$dir/old" "$dir/new" --format json --cases - < "$dir/referrals.ndjson" | grep -c '"count":2,"different":1')" 1
has "in French" "$("$RIGHTSCAN" diff --lang fr "$dir/old" "$dir/new" --cases "$dir/referrals.ndjson")" "recevraient une autre réponse"
is "the same twice, byte for byte" "$("$RIGHTSCAN" diff "$dir/old" "$dir/new" --cases "$dir/referrals.ndjson" | cksum)" "$("$RIGHTSCAN" diff "$dir/old" "$dir/new" --cases "$dir/referrals.ndjson" | cksum)"

if command -v git >/dev/null; then
  (cd "$dir" && git init -q repo && mv old repo/rules && cd repo && git add . && git -c user.name=a -c user.email=a@b commit -q -m one && cp -r ../new/. rules/) >/dev/null 2>&1
  cd "$dir/repo" || exit 1
  is "a git revision and the working tree" "$(status "$RIGHTSCAN" diff git:HEAD rules)" 0
  has "differ as the directories do" "$(cat "$dir/out")" "urgency emergency → urgent"
  is "from inside the rule base" "$(cd rules && status "$RIGHTSCAN" diff git:HEAD .)" 0
  has "it is the directory's own" "$(cat "$dir/out")" "urgency emergency → urgent"
  is "from elsewhere" "$(cd / && status "$RIGHTSCAN" diff git:HEAD "$dir/repo/rules")$(grep -c 'emergency → urgent' "$dir/out")" 01
  is "a directory outside of git is held against the one of this repository" "$(status "$RIGHTSCAN" diff git:HEAD "$dir/new")$(grep -c 'emergency → urgent' "$dir/out")" 01
  has "which is said" "$(cat "$dir/err")" "using the rule base in rules, below this directory"
  is "two revisions" "$(status "$RIGHTSCAN" diff git:HEAD git:HEAD)" 0
  is "two revisions of nothing are a usage error" "$(cd / && status "$RIGHTSCAN" diff git:HEAD git:HEAD)" 2
  is "a directory that git does not know is bad input" "$(cd / && status "$RIGHTSCAN" diff git:HEAD "$dir/new")" 3
  has "and says what to do" "$(cat "$dir/err")" "--rules DIR names another directory"
  is "a revision that is not there is bad input" "$(status "$RIGHTSCAN" diff git:nowhere rules)" 3
  is "a revision that looks like an option is refused" "$(status "$RIGHTSCAN" diff git:--output=x rules)" 3
  is "nothing is left behind" "$(ls -d "${TMPDIR:-/tmp}"/rightscan-?????? 2>/dev/null | wc -l)" 0
fi
is "one rule base is a usage error" "$(status "$RIGHTSCAN" diff "$dir/new")" 2
is "a rule base that is not there is status 4" "$(status "$RIGHTSCAN" diff "$dir/nowhere" "$dir/new")" 4
is "referrals that are not there are bad input" "$(status "$RIGHTSCAN" diff "$dir/new" "$dir/new" --cases "$dir/nowhere")" 3
is "a number of examples that is none is a usage error" "$(status "$RIGHTSCAN" diff "$dir/new" "$dir/new" --examples many)" 2
finish
