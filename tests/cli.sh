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
has "lint explains a code" "$("$RIGHTSCAN" lint --explain scenario-shadowed)" "How to mend it"
is "an unknown code is a usage error" "$(status "$RIGHTSCAN" lint --explain scenario-shadwed)" 2
has "and the nearest code is given" "$(cat "$dir/err")" '"scenario-shadowed"'
is "a day that is none is a usage error" "$(status "$RIGHTSCAN" lint --today tomorrow)" 2
is "lint of a rule base that does not load fails" "$(status "$RIGHTSCAN" lint "$dir/nowhere")" 1
is "only lint writes SARIF" "$(status "$RIGHTSCAN" list --format sarif)" 2
has "a review is due when its day has passed" "$("$RIGHTSCAN" lint --today 2099-01-01)" "[review-passed]"

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
