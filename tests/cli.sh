# The program as its users type it: answers, exit statuses, languages, what a stranger gets wrong.
. "$SRCDIR/tests/tap.sh"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
export RIGHTSCAN_RULES="$RULES"
verdict() { "$RIGHTSCAN" check --format json "$@" 2>&1 | sed -n 's/.*"verdict":"\([a-z-]*\)".*/\1/p'; }
member() { sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p"; }
status() { "$@" >"$dir/out" 2>"$dir/err"; echo $?; }

# referrals that the project promised
is "migraine with a normal examination" "$(verdict --age 46 --sex male --exam "MRI brain without contrast" --reason "recurrent migraine, normal neuro exam")" usually-not-appropriate
has "no imaging is recommended for it" "$("$RIGHTSCAN" check --format json --age 46 --sex male --exam "MRI brain without contrast" --reason "recurrent migraine, normal neuro exam")" '"recommended":[{"exam":"none"'
is "back pain without red flags" "$(verdict --age 49 --sex female --exam "CT lumbar spine without and with contrast" --reason "low back pain 4 months, no red flags")" usually-not-appropriate
is "saddle anaesthesia and retention" "$(verdict --age 60 --sex male --exam "MRI lumbar spine without contrast" --reason "low back pain, saddle anaesthesia and urinary retention since yesterday")" usually-appropriate
case $("$RIGHTSCAN" check --format json --age 60 --sex male --exam "MRI lumbar spine without contrast" --reason "low back pain, saddle anaesthesia and urinary retention since yesterday") in
  *'"urgency":"urgent"'* | *'"urgency":"emergency"'*) ok "and it is urgent" ;; *) not_ok "and it is urgent" "no urgency" ;; esac
out=$("$RIGHTSCAN" check --format json --age 71 --exam "MRI abdomen without and with contrast with MRCP" --codes K85.90)
case $out in *'"guideline":"acute-pancreatitis"'* | *'"verdict":"needs-information"'*) ok "a pancreatitis code finds its guideline or the question" ;; *) not_ok "a pancreatitis code finds its guideline or the question" "$out" ;; esac

# forms of asking
echo '{"id":"a","age":46,"sex":"male","exam":"MRI brain without contrast","reason":"recurrent migraine, normal neuro exam"}' > "$dir/one.json"
is "the same as JSON" "$("$RIGHTSCAN" check --format json --json "$dir/one.json" | member verdict)" usually-not-appropriate
is "the same through batch" "$("$RIGHTSCAN" batch "$dir/one.json" | member verdict)" usually-not-appropriate
printf 'id,age,sex,exam,reason\nb,46,male,MRI brain without contrast,"recurrent migraine, normal neuro exam"\n' > "$dir/one.csv"
is "the same as CSV" "$("$RIGHTSCAN" batch "$dir/one.csv" | member verdict)" usually-not-appropriate
has "in French" "$("$RIGHTSCAN" check --lang fr --age 46 --sex male --exam "IRM cérébrale" --reason "migraine récurrente, examen neurologique normal")" "imagerie"
is "only an exam asks for the reason" "$("$RIGHTSCAN" check --format json --exam "MRI knee" | member verdict)" needs-information
is "only a reason is advice" "$(status "$RIGHTSCAN" advise --age 30 --sex female --reason "right lower quadrant pain and fever, ?appendicitis")" 0
is "the same input gives the same bytes" "$("$RIGHTSCAN" check --format json --json "$dir/one.json" | cksum)" "$("$RIGHTSCAN" check --format json --json "$dir/one.json" | cksum)"
is "it does not depend on the directory" "$(cd / && "$RIGHTSCAN" check --format json --json "$dir/one.json" | cksum)" "$("$RIGHTSCAN" check --format json --json "$dir/one.json" | cksum)"
is "it does not depend on the locale" "$(LC_ALL=fr_CA.UTF-8 "$RIGHTSCAN" check --format json --json "$dir/one.json" | cksum)" "$("$RIGHTSCAN" check --format json --json "$dir/one.json" | cksum)"
{ cat "$dir/one.json"; echo '{"age":"old"}'; cat "$dir/one.json"; } > "$dir/three.ndjson"
is "a bad line is answered in its place and the rest goes on" "$("$RIGHTSCAN" batch "$dir/three.ndjson" 2>/dev/null | grep -c .)" 3
is "and batch says so by its status" "$(status "$RIGHTSCAN" batch "$dir/three.ndjson")" 3

# looking around
is "list" "$(status "$RIGHTSCAN" list)" 0
is "list exams" "$(status "$RIGHTSCAN" list exams --format json)" 0
is "show a guideline" "$(status "$RIGHTSCAN" show headache)" 0
is "explain" "$(status "$RIGHTSCAN" explain --json "$dir/one.json")" 0
is "version" "$(status "$RIGHTSCAN" version)" 0
for command in check advise batch explain read list show lint test; do
  is "$command has help" "$("$RIGHTSCAN" $command --help | sed -n 1p | cut -d' ' -f1-3)" "Usage: rightscan $command"
done

# lint
is "lint as SARIF" "$(status "$RIGHTSCAN" lint --format sarif --today 2026-11-24)" 0
has "SARIF says its version" "$(cat "$dir/out")" '"version":"2.1.0"'
"$RIGHTSCAN" lint --explain > "$dir/codes"
has "without a code all are listed with their meaning" "$(cat "$dir/codes")" "finding-undefined          error    A finding that no file defines."
is "by their letters" "$(LC_ALL=C sort -c "$dir/codes" && grep -c . "$dir/codes")" "$(sed -n '/define RSI_CODES/,/^typedef/p' "$SRCDIR/engine/codes.h" | grep -c '^ *X(')"
cut -d' ' -f1 "$dir/codes" > "$dir/known"
sed -n '/^## What `rightscan lint` looks for/,$s/^| `\([a-z0-9-]*\)`.*/\1/p' "$SRCDIR/doc/format.md" | LC_ALL=C sort > "$dir/documented"
is "doc/format.md has every code, once, and no other" "$(cat "$dir/documented")" "$(cat "$dir/known")"
has "lint explains a code" "$("$RIGHTSCAN" lint --explain scenario-shadowed)" "How to mend it"
"$RIGHTSCAN" lint > "$dir/quiet" && "$RIGHTSCAN" lint --notes > "$dir/notes"
is "notes are counted and not shown" "$(grep -c ': note: ' "$dir/quiet")" 0
has "and it says how they are" "$(tail -n 1 "$dir/quiet")" " (--notes shows them)"
is "as many as --notes shows" "$(sed -n '$s/.*, \([0-9]*\) note.*/\1/p' "$dir/quiet")" "$(grep -c ': note: ' "$dir/notes")"
is "an unknown code is a usage error" "$(status "$RIGHTSCAN" lint --explain scenario-shadwed)" 2
has "and the nearest code is given" "$(cat "$dir/err")" '"scenario-shadowed"'
is "a day that is none is a usage error" "$(status "$RIGHTSCAN" lint --today tomorrow)" 2
mkdir "$dir/empty" && echo '<rulebase' > "$dir/empty/rulebase.xml"
is "lint of a rule base that does not load fails" "$(status "$RIGHTSCAN" lint "$dir/empty")" 1
is "of one that is not there it is a usage error" "$(status "$RIGHTSCAN" lint "$dir/nowhere")" 2
has "that names it" "$(cat "$dir/err")" "there is no rule base \"$dir/nowhere\"" 
for command in "list" "lint" "check --exam CT" "show --ratings headache" "explain --why-not sudden --reason headache"; do
  is "$command draws nothing" "$(status "$RIGHTSCAN" $command --format svg | grep -c '[23]')" 1
done
is "a picture is of a guideline" "$(status "$RIGHTSCAN" show fever --format dot)" 3
has "and says so" "$(cat "$dir/err")" "[no-picture]"
has "help names each option once, as its command has it" "$("$RIGHTSCAN" help explain | grep -c -- --format)" 1
has "a wrong format is told which are right" "$("$RIGHTSCAN" show headache --format png 2>&1)" "text, json, tsv, dot or svg"
is "only lint writes SARIF" "$(status "$RIGHTSCAN" list --format sarif)" 2
has "a review is due when its day has passed" "$("$RIGHTSCAN" lint --today 2099-01-01)" "[review-passed]"

# which rule base: named, of the environment, where its author stands, the installed one
cp -r "$RULES" "$dir/book" && chmod -R u+w "$dir/book" && sed -i 's|<title lang="en">Headache</title>|<title lang="en">Sore head</title>|' "$dir/book/guidelines/headache.xml"
mkdir "$dir/below" && ln -s "$dir/book" "$dir/below/rules"
sore() { grep -c "Sore head" "$dir/out"; }
at() { (cd "$1" && shift && unset RIGHTSCAN_RULES && status "$RIGHTSCAN" "$@"); }
is "a directory with a rule base is used by those who stand in it" "$(at "$dir/book" list)$(sore)" 01
is "which is said" "$(cat "$dir/err")" "rightscan list: using the rule base in this directory"
is "so is rules below it" "$(at "$dir/below" list)$(sore)" 01
is "and that is said" "$(cat "$dir/err")" "rightscan list: using the rule base in rules, below this directory"
is "one that is named is used, and nothing said" "$(at / list "$dir/book")$(sore)$(cat "$dir/err")" 01
is "before or behind other arguments" "$(at / list "$dir/book" guidelines)$(sore)$(at / show headache "$dir/book")$(sore)" 0101
is "the environment comes before where one stands" "$(cd "$dir/book" && status "$RIGHTSCAN" list)$(sore)" 00
is "and that is said, for it is easily forgotten" "$(cat "$dir/err")" "rightscan list: using the rule base of \$RIGHTSCAN_RULES, $RULES, not the one here"
is "where it makes no difference nothing is said" "$(cd "$RULES" && status "$RIGHTSCAN" list)$(cat "$dir/err")" 0
is "two rule bases are a usage error" "$(at / list "$dir/book" --rules "$RULES")" 2
is "clinical commands ask nobody where they stand" "$(at "$dir/book" check --exam "MRI knee" >/dev/null; grep -c using "$dir/err")" 0
for command in "lint" "test --filter headache/" "cover headache" "read headache" "show headache" "list" "explain --reason headache"; do
  is "$command takes a directory" "$(at / $command "$dir/book")" 0
done
is "doc takes a directory" "$(at / doc "$dir/book" --out "$dir/site")" 0
is "new takes a directory" "$(at / new finding sore-thumb "$dir/book")" 0
ln -s book "$dir/fever"
has "a text of one word is no directory" "$(cd "$dir" && "$RIGHTSCAN" read fever < /dev/null)" "present"
for command in lint test doc list cover "new finding x"; do
  is "a directory without a rule base is told from others by $command" "$(at / $command "$dir/below" x)$(grep -c 'is no rule base: it has no rulebase.xml' "$dir/err")" 21
done
is "a file is looked at by itself" "$(sed -i 's|</guideline>|<x/>&|' "$dir/book/guidelines/headache.xml" "$dir/book/guidelines/low-back-pain.xml"; at "$dir/book/guidelines" lint headache.xml)" 1
is "and nothing said of others" "$(grep -c 'low-back-pain.xml\|notes: ' "$dir/out")" 0
has "but of it" "$(cat "$dir/out")" "1 error, "
is "a file without mistakes passes" "$(at / lint "$dir/book/guidelines/chronic-knee-pain.xml")" 0
is "a file beside its rule base" "$(at / lint "$dir/book/guidelines/chronic-knee-pain.xml" "$dir/book")$(at / lint --rules "$dir/book" "$dir/book/guidelines/chronic-knee-pain.xml")" 00
is "beside another it is a usage error" "$(at / lint "$dir/book/guidelines/chronic-knee-pain.xml" "$RULES")" 2
is "a file of cases" "$(at / lint "$dir/book/cases/headache.xml")" 0
has "is looked at by another command" "$(cat "$dir/err")" "rightscan lint: cases are not looked at; \`rightscan test $dir/book\` runs them"
is "a file in no rule base is a usage error" "$(status "$RIGHTSCAN" lint "$dir/one.json")" 2
is "test takes no file" "$(status "$RIGHTSCAN" test "$dir/one.json")" 2
has "and says what it takes" "$(cat "$dir/err")" "name the directory of its rule base"
is "regions have a list" "$("$RIGHTSCAN" list regions | grep -c '^knee ')" 1
is "so have modalities" "$("$RIGHTSCAN" list modalities | grep -c '^DX ')" 1
is "and techniques" "$("$RIGHTSCAN" list techniques | grep -c '^angiography ')" 1

# help says what each command takes
help_of() { "$RIGHTSCAN" help "$1" | awk -v option="--$2" '$1 == option { print $2 }'; }
is "formats of lint" "$(help_of lint format)" "text|json|sarif"
is "formats of test" "$(help_of test format)" "text|junit|json"
is "formats of cover" "$(help_of cover format)" "text|json|html"
is "formats of show" "$(help_of show format)" "text|json|tsv|dot|svg"
for command in lint test read doc new; do is "$command has no language" "$(help_of $command lang)$(status "$RIGHTSCAN" $command --lang fr)" 2; done
for command in check explain list show cover diff; do is "$command has a language" "$(help_of $command lang)" "en|fr"; done
is "help is asked for anywhere" "$(status "$RIGHTSCAN" lint --strict --help)" 0

# what a stranger gets wrong
is "no command is a usage error" "$(status "$RIGHTSCAN")" 2
is "an unknown command is a usage error" "$(status "$RIGHTSCAN" chekc)" 2
is "an unknown option is a usage error" "$(status "$RIGHTSCAN" check --aeg 4)" 2
is "an option without its value is a usage error" "$(status "$RIGHTSCAN" check --age)" 2
is "a bad age is bad input" "$(status "$RIGHTSCAN" check --age old --exam "MRI knee")" 3
is "an unknown finding is bad input" "$(status "$RIGHTSCAN" check --finding fevr=absent)" 3
has "and the nearest name is given" "$(cat "$dir/err")" '"fever"'
is "a missing rule base is status 4" "$(status "$RIGHTSCAN" check --rules "$dir/nowhere" --exam "MRI knee")" 4
is "a file where a directory should be is status 4" "$(status "$RIGHTSCAN" check --rules "$dir/one.json" --exam "MRI knee")" 4
is "a test that finds nothing fails" "$(status "$RIGHTSCAN" test --filter no-such-case)" 1
is "a full disk is noticed" "$("$RIGHTSCAN" check --json "$dir/one.json" 2>/dev/null >/dev/full; echo $?)" 3
finish
