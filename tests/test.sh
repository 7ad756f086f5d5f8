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
  if command -v xmllint >/dev/null; then
    is "the new $kind is valid" "$(status xmllint --noout --nonet --relaxng "$RULES/schema/rightscan.rng" "$book/$at/elbow-pain.xml")" 0
  fi
  sed "s|</rulebase>|  <$element href=\"$at/elbow-pain.xml\"/>\n&|" "$book/rulebase.xml" > "$dir/root" && cp "$dir/root" "$book/rulebase.xml"
done
is "nothing is left to fill in" "$(cat "$book"/*/elbow-pain.xml | grep -c '{{')" 0
has "a review a year after a leap day" "$(cat "$book/guidelines/elbow-pain.xml")" 'reviewed="2028-02-29" review-by="2029-02-28"'
"$RIGHTSCAN" lint "$book" > "$dir/lint"
is "what is new has no warning" "$(grep -c 'elbow-pain.*\(error\|warning\):' "$dir/lint")" 0
is "and its cases pass" "$(book_test)" 0
has "all of them" "$(cat "$dir/out")" "2 passed, 0 failed, 0 broken"
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
is "the installed book is not updated by accident" "$(unset RIGHTSCAN_RULES; status "$RIGHTSCAN" test --update)" 2
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
cp "$book/cases/elbow-pain.xml" "$dir/before.xml"
is "an update with nothing to change" "$(book_test --update)" 0
is "changes nothing" "$(cmp "$book/cases/elbow-pain.xml" "$dir/before.xml" 2>&1)" ""
is "no file is left behind" "$(ls "$book/cases" | grep -c 'elbow-pain.xml.')" 0
finish
