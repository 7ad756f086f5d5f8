# test and new, as guideline authors type them: forms, exit statuses, and files that change only where they are meant to.
. "$SRCDIR/tests/tap.sh"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
export RIGHTSCAN_RULES="$RULES"
status() { "$@" >"$dir/out" 2>"$dir/err"; echo $?; }
book="$dir/book"
cp -r "$RULES" "$book" && chmod -R u+w "$book"
book_test() { status "$RIGHTSCAN" test --rules "$book" --filter elbow-pain/ "$@"; }

# new
for kind in finding guideline case; do
  case $kind in finding) at=facts element=module ;; guideline) at=guidelines element=module ;; case) at=cases element=cases ;; esac
  is "new $kind" "$(status "$RIGHTSCAN" new $kind elbow-pain --today 2028-02-29 --out "$book/$at/elbow-pain.xml")" 0
  cp "$dir/err" "$dir/new-$kind"
  if command -v xmllint >/dev/null; then
    is "the new $kind is valid" "$(status xmllint --noout --nonet --relaxng "$RULES/schema/rightscan.rng" "$book/$at/elbow-pain.xml")" 0
  fi
  sed "s|</rulebase>|  <$element href=\"$at/elbow-pain.xml\"/>\n&|" "$book/rulebase.xml" > "$dir/root" && cp "$dir/root" "$book/rulebase.xml"
done
is "nothing is left to fill in" "$(cat "$book"/*/elbow-pain.xml | grep -c '{{')" 0
has "a review a year after a leap day" "$(cat "$book/guidelines/elbow-pain.xml")" 'reviewed="2028-02-29" review-by="2029-02-28"'
"$RIGHTSCAN" lint "$book" > "$dir/lint"
is "what is new has no warning but that it is unfinished" "$(grep 'elbow-pain.*\(error\|warning\):' "$dir/lint" | grep -vc 'text-unfinished')" 0
is "and its cases pass" "$(book_test)" 0
has "all of them" "$(cat "$dir/out")" "2 passed, 0 failed, 0 broken"
has "new says what to do next" "$(cat "$dir/new-case")" "name it in $book/rulebase.xml, before </rulebase>:

  <cases href=\"cases/elbow-pain.xml\"/>

rightscan new: then make it yours, and run: rightscan test $book --filter elbow-pain/"
is "an id that is taken is refused" "$(status "$RIGHTSCAN" new finding elbow-pain --rules "$book")" 3
has "and it says where" "$(cat "$dir/err")" "there is a fact \"elbow-pain\" already, at $book/facts/elbow-pain.xml:"
is "nothing is written then" "$(cat "$dir/out")" ""
is "so is that of a guideline" "$(status "$RIGHTSCAN" new guideline headache "$book" --today 2026-11-24)" 3
has "and it says which" "$(cat "$dir/err")" "there is a guideline \"headache\" already, at $book/guidelines/headache.xml:"
is "a file of another name" "$(cd "$book/facts" && status "$RIGHTSCAN" new finding wrist-pain --out ../facts/other.xml)" 0
has "is named as rulebase.xml must name it" "$(cat "$book/facts/other.xml")" '<module href="facts/other.xml"/>'
has "in the message too" "$(cat "$dir/err")" '  <module href="facts/other.xml"/>'
rm "$book/facts/other.xml"
is "new never writes over a file" "$(status "$RIGHTSCAN" new case elbow-pain --today 2026-11-24 --out "$book/cases/elbow-pain.xml")" 3
is "a guideline needs its day" "$(status "$RIGHTSCAN" new guideline elbow-pain)" 2
has "and says how to give it" "$(cat "$dir/err")" "--today"
is "a finding needs none" "$(status "$RIGHTSCAN" new finding elbow-pain --out -)" 0
is "a day that is not in the calendar" "$(status "$RIGHTSCAN" new guideline elbow-pain --today 2027-02-29)" 2
is "an id that is not spelt like one" "$(status "$RIGHTSCAN" new guideline "Elbow pain" --today 2026-11-24)" 2
is "a kind that there is not" "$(status "$RIGHTSCAN" new scenario elbow-pain)" 2

# a case that fails
cat > "$book/cases/elbow-pain.xml" <<'END'
<cases xmlns="urn:rightscan:rules" format="1" guideline="elbow-pain">
  <!-- é: columns are characters --> <case id="a"><referral age="40" exam='xr-elbow' reason="elbow-pain, febrile"/>
    <expect  verdict = 'usually-not-appropriate'
      no-criteria-reason = "not-rated"   recommended="none us-elbow" urgency="urgent" scenario="without-danger"><fact of="fever" is="absent"/><fact of="age" is="child"/></expect></case>
  <case id="b"><referral age="old" exam="xr-elbow" reason="elbow-pain"/><expect verdict="usually-appropriate"/></case>
  <case id="c"><referral age="40" exam="xr-elbow" reason="elbow-pain, no fever"/><expect   verdict="usually-not-appropriate" /></case>
</cases>
END
is "a failing case fails the test" "$(book_test)" 1
out=$(cat "$dir/out")
has "failing and broken are told apart" "$out" "1 passed, 1 failed, 1 broken"
has "the first difference comes first" "$out" "elbow-pain.xml:2:38)
  fever: expected absent, found present
"
has "the others follow" "$out" "and scenario: expected without-danger, found danger"
has "the referral's words are shown" "$out" 'reason "elbow-pain, febrile"'
has "and what was read of them" "$out" 'fever present ("febrile")'
has "and what stayed possible" "$out" "candidates: elbow-pain/danger (usually-appropriate)"
has "and why the expected scenario is not it" "$out" "why not without-danger: an earlier scenario holds"
has "what is broken says why" "$out" "BROKEN elbow-pain/b"
is "as JSON" "$(book_test --format json)" 1
has "with each difference and its place" "$(cat "$dir/out")" '{"what":"verdict","expected":"usually-not-appropriate","found":"usually-appropriate","line":3,"column":25}'
is "as JUnit" "$(book_test --format junit)" 1
has "with a suite a guideline" "$(cat "$dir/out")" '<testsuite name="elbow-pain" tests="3" failures="1" errors="1">'
if command -v xmllint >/dev/null; then cp "$dir/out" "$dir/junit.xml" && is "that is XML" "$(status xmllint --noout "$dir/junit.xml")" 0; fi
is "a format that there is not" "$(book_test --format tap)" 2
is "the installed book is not updated by accident" "$(cd / && unset RIGHTSCAN_RULES; status "$RIGHTSCAN" test --update --all)" 2
is "an update has no format" "$(book_test --update --format json)" 2

# --update
chmod 640 "$book/cases/elbow-pain.xml"
is "an update leaves what it cannot say, and fails" "$(book_test --update)" 1
has "it says what it changed" "$(cat "$dir/out")" 'verdict: "usually-not-appropriate" -> "usually-appropriate"'
has "what it took out" "$(cat "$dir/out")" 'no-criteria-reason: "not-rated" -> taken out'
has "and what it left" "$(cat "$dir/out")" 'age: "child" -> left as it is: found 40 years'
cat > "$dir/want.xml" <<'END'
<cases xmlns="urn:rightscan:rules" format="1" guideline="elbow-pain">
  <!-- é: columns are characters --> <case id="a"><referral age="40" exam='xr-elbow' reason="elbow-pain, febrile"/>
    <expect  verdict = 'usually-appropriate'   recommended="xr-elbow" urgency="urgent" scenario="danger"><fact of="fever" is="present"/><fact of="age" is="child"/></expect></case>
  <case id="b"><referral age="old" exam="xr-elbow" reason="elbow-pain"/><expect verdict="usually-appropriate"/></case>
  <case id="c"><referral age="40" exam="xr-elbow" reason="elbow-pain, no fever"/><expect   verdict="usually-not-appropriate" /></case>
</cases>
END
is "every other byte stays" "$(cmp "$book/cases/elbow-pain.xml" "$dir/want.xml" 2>&1)" ""
is "and the file's mode" "$(ls -l "$book/cases/elbow-pain.xml" | cut -c1-10)" "-rw-r-----"
sed 's|<fact of="age" is="child"/>||; s/"old"/"40"/' "$dir/want.xml" > "$book/cases/elbow-pain.xml"
is "what can be said is accepted" "$(book_test --update)" 0
is "and passes from then on" "$(book_test)" 0
is "all is for an update without a filter" "$(book_test --update --all)" 2
is "and for an update" "$(status "$RIGHTSCAN" test --all)" 2
cp "$book/cases/elbow-pain.xml" "$dir/before.xml"
is "an update with nothing to change" "$(book_test --update)" 0
is "changes nothing" "$(cmp "$book/cases/elbow-pain.xml" "$dir/before.xml" 2>&1)" ""
is "no file is left behind" "$(ls "$book/cases" | grep -c 'elbow-pain.xml.')" 0

# mistakes: each stops what it stands in, and nothing else
draft="$dir/draft"
fresh() { rm -rf "$draft"; cp -r "$RULES" "$draft"; chmod -R u+w "$draft"; }
draft_test() { status "$RIGHTSCAN" test --rules "$draft" "$@"; }
lines() { grep -c "$1" "$2"; }
n_cases=$("$RIGHTSCAN" test | sed -n 's/^\([0-9]*\) passed.*/\1/p')
fresh
is "a rule base that is right has nothing on stderr" "$(draft_test)$(cat "$dir/err")" 0
sed -i 's|</guideline>|</guidelin>|' "$draft/guidelines/headache.xml"
is "a guideline that is not well-formed fails the test" "$(draft_test)" 1
has "with its mistake" "$(cat "$dir/err")" "headache.xml"
has "and what was left out" "$(cat "$dir/err")" 'rightscan test: left out: guideline "headache"; the rest was tried'
has "its cases are broken, told once" "$(cat "$dir/out")" 'error: guideline "headache" was left out'
has "and counted" "$(cat "$dir/out")" "more cases of this file"
has "the sum says it" "$(tail -n 1 "$dir/out")" "1 left out"
is "no other case fails" "$(tail -n 1 "$dir/out" | grep -c ' 0 failed')" 1
is "another guideline passes" "$(draft_test --filter chronic-knee-pain/)" 0
is "and is not told to be left out" "$(lines "left out" "$dir/out")" 0
is "the guideline itself does not" "$(draft_test --filter headache/)" 1
is "as JSON" "$(draft_test --format json)" 1
has "what was left out, and why" "$(cat "$dir/out")" '"left_out":[{"what":"guideline","id":"headache","file":"'
has "with the first mistake" "$(cat "$dir/out")" '[xml-tag-mismatch]'
is "as JUnit" "$(draft_test --format junit)" 1
has "an error of a suite of its own" "$(cat "$dir/out")" '<testcase classname="left out" name="guideline headache">'
if command -v xmllint >/dev/null; then cp "$dir/out" "$dir/junit.xml" && is "that is XML too" "$(status xmllint --noout "$dir/junit.xml")" 0; fi
is "cover counts the rest, and fails" "$(status "$RIGHTSCAN" cover --rules "$draft")" 1
has "with numbers" "$(cat "$dir/out")" "chronic-knee-pain"
is "cover of another guideline is done" "$(status "$RIGHTSCAN" cover --rules "$draft" chronic-knee-pain)" 0
is "explain answers, and says that it is not the whole" "$(status "$RIGHTSCAN" explain --rules "$draft" --age 60 --exam "MRI knee" --reason "knee pain for 2 years")" 4
has "with its answer" "$(cat "$dir/out")" "knee"
is "read needs no guideline" "$(status "$RIGHTSCAN" read --rules "$draft" "knee pain")" 0
is "list names the rest" "$(status "$RIGHTSCAN" list --rules "$draft")" 4
is "but does not name it" "$(lines "^headache " "$dir/out")" 0
is "show shows another" "$(status "$RIGHTSCAN" show --rules "$draft" chronic-knee-pain)" 0
is "but not what was left out" "$(status "$RIGHTSCAN" show --rules "$draft" headache/sudden)" 4
has "and says why" "$(cat "$dir/err")" '"headache" was left out; mend it first'
is "nor does cover" "$(status "$RIGHTSCAN" cover --rules "$draft" headache)" 4
is "doc writes the others" "$(status "$RIGHTSCAN" doc --rules "$draft" --out "$dir/site")" 4
is "without a page for it" "$(ls "$dir/site/en" | grep -c '^headache.html')" 0
is "diff leaves it out of both" "$(status "$RIGHTSCAN" diff "$RULES" "$draft")" 4
has "so that it does not seem to be gone" "$(cat "$dir/out")" "two rule bases say the same"
has "and says that it was not compared" "$(cat "$dir/out")" "1: left out for mistakes"
has "whichever side it is" "$("$RIGHTSCAN" diff "$draft" "$RULES" 2>/dev/null)" "two rule bases say the same"
is "lint tells the mistake" "$(status "$RIGHTSCAN" lint --today 2099-01-01 "$draft")" 1
has "and looks at the rest" "$(cat "$dir/out")" "[review-passed]"
is "check uses the whole rule base or none" "$(status "$RIGHTSCAN" check --rules "$draft" --exam "MRI knee" --reason "knee pain")" 4
is "and answers nothing" "$(cat "$dir/out")" ""
echo '{"exam":"MRI knee"}' > "$dir/one.json"
is "so does batch" "$(status "$RIGHTSCAN" batch --rules "$draft" "$dir/one.json")$(cat "$dir/out")" 4
is "the same twice, byte for byte" "$("$RIGHTSCAN" test --rules "$draft" 2>&1 | cksum)" "$("$RIGHTSCAN" test --rules "$draft" 2>&1 | cksum)"

fresh
sed -i 's|<finding id="vomiting"|<finding id="vomiting" dnger="yes"|' "$draft"/facts/*.xml
sed -i 's|</facts>|  <finding id="unfinished"/>\n&|' "$draft/facts/common.xml"
is "a fact with a mistake fails the test" "$(draft_test)" 1
has "it takes what needs it" "$(cat "$dir/err")" 'finding "unfinished" in common.xml'
is "and nothing else of its file" "$(draft_test --filter chronic-knee-pain/)" 0

fresh
cp "$draft/guidelines/headache.xml" "$draft/guidelines/forgotten.xml"
is "a file that is not named fails nothing" "$(draft_test --filter headache/)" 0
has "but is told" "$(cat "$dir/err")" 'forgotten.xml: note: rulebase.xml does not name this file'
sed -i 's|</rulebase>|<module href="guidelines/nowhere.xml"/>\n&|' "$draft/rulebase.xml"
is "a file that is named and not there" "$(draft_test)" 1
has "is told where it is named" "$(cat "$dir/err")" "nowhere.xml: there is no such file [file-missing]"
sed -i 's|prefer="|&nobody |' "$draft/authorities.xml"
is "whose word counts cannot be left out" "$(draft_test)" 4

# mistakes in cases
fresh
sed -i '0,/<expect verdict="/s//<expect verdict="x/; s|</cases>|<cas/>\n&|' "$draft/cases/headache.xml"
is "a mistake in a case fails the test" "$(draft_test)" 1
is "that case alone is broken, and what is none" "$(tail -n 1 "$dir/out")" "$((n_cases - 1)) passed, 0 failed, 2 broken"
has "it is told with its place" "$(cat "$dir/out")" "verdict is \"x"
has "what should be a case is named after its line" "$(cat "$dir/out")" "BROKEN headache/(line "
sed -i '0,/scenario="[a-z-]*"/s//scenario="no-such"/; s|</cases>||' "$draft/cases/head-trauma.xml"
is "a file that is not well-formed too" "$(draft_test)" 1
has "is one broken case" "$(cat "$dir/out")" "BROKEN head-trauma/(file)"
has "the others run" "$(tail -n 1 "$dir/out")" " passed, 0 failed, 3 broken"

# --update keeps its hands off files with mistakes
fresh
sed -i 's|urgency="[a-z]*"/>|urgency="emergency"/>|; s|verdict="usually-appropriate"|verdict="may-be-appropriate"|' "$draft/cases/headache.xml" "$draft/cases/chronic-knee-pain.xml"
sed -i '0,/<expect verdict="/s//<expect verdict="x/' "$draft/cases/headache.xml"
cp "$draft/cases/headache.xml" "$dir/before.xml"
n_may=$(grep -c '"may-be-appropriate"' "$draft/cases/chronic-knee-pain.xml")
is "an update of everything only shows" "$(draft_test --update)" 1
has "what would be changed" "$(cat "$dir/out")" "would be updated"
has "and how it is written" "$(cat "$dir/out")" "Nothing was written. Accept what is right with --update --filter TEXT, or everything with --update --all."
is "no file is touched" "$(grep -c '"may-be-appropriate"' "$draft/cases/chronic-knee-pain.xml")" "$n_may"
is "an update with a mistake in one file" "$(draft_test --update --all)" 1
is "leaves that file alone" "$(cmp "$draft/cases/headache.xml" "$dir/before.xml" 2>&1)" ""
has "and says so" "$(cat "$dir/out")" "left as it is: its file has mistakes"
has "in the sum too" "$(tail -n 1 "$dir/out")" "left as they are"
sed -i 's|</guideline>|</guidelin>|' "$draft/guidelines/low-back-pain.xml"
sed -i '0,/verdict="usually-appropriate"/s//verdict="may-be-appropriate"/' "$draft/cases/chronic-knee-pain.xml"
is "an update without the whole" "$(draft_test --update --filter chronic-knee-pain/)" 0
has "says what it is worth" "$(cat "$dir/err")" "what was left out may answer otherwise"
is "the other is updated" "$(draft_test --filter chronic-knee-pain/)" 0
finish
