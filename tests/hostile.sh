# Bytes that nobody should send: each gets a sentence and an exit status, never a crash, never a long wait.
. "$SRCDIR/tests/tap.sh"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
export RIGHTSCAN_RULES="$RULES"
# expects NAME STATUS COMMAND…: the status, something on stderr, within 20 s
expects() {
  name=$1 want=$2; shift 2
  timeout 20 "$@" >"$dir/out" 2>"$dir/err" </dev/null; got=$?
  if [ $got -eq "$want" ] && [ -s "$dir/err" ]; then ok "$name"; else not_ok "$name" "status $got, wanted $want: $(head -c 400 "$dir/err")"; fi
}
json() { printf "$2" > "$dir/in.json"; expects "$1" 3 "$RIGHTSCAN" check --json "$dir/in.json"; }
json "not JSON" 'hello'
json "truncated JSON" '{"age":4'
json "a NUL byte" '{"reason":"a\000b"}'
json "an escaped NUL" '{"reason":"a\\u0000b"}'
json "a lone surrogate" '{"reason":"\\ud800"}'
json "bytes that are not UTF-8" '{"reason":"\377\376"}'
json "a member twice" '{"age":4,"age":5}'
json "an array" '[1,2]'
json "an age beyond life" '{"age":4000}'
json "an impossible date" '{"today":"2026-02-30"}'
json "an empty file" ''
head -c 10000000 /dev/zero | tr '\0' '[' > "$dir/in.json"; expects "10 MB of nested JSON" 3 "$RIGHTSCAN" check --json "$dir/in.json"
{ printf '{"exam":"MRI knee","reason":"'; head -c 1000000 /dev/zero | tr '\0' 'x'; printf '"}'; } > "$dir/in.json"
timeout 20 "$RIGHTSCAN" check --json "$dir/in.json" >"$dir/out" 2>&1; is "a reason of 1 MB is read in bounded time" $? 0
{ printf '{"exam":"MRI knee","reason":"'; yes 'no fever, knee pain ?tear (' | head -c 1000000 | tr '\n' ' '; printf '"}'; } > "$dir/in.json"
timeout 20 "$RIGHTSCAN" check --json "$dir/in.json" >"$dir/out" 2>&1; is "a reason of 1 MB of words is read in bounded time" $? 0
printf '{"exam":"MRI knee","reason":"knee pain <b>8 mo</b> &amp; clicks \360\237\230\200, call Jane 416-555-0100"}' > "$dir/in.json"
"$RIGHTSCAN" check --json "$dir/in.json" >"$dir/out" 2>&1; is "emoji, HTML and a telephone number" $? 0
expects "a directory as request" 3 "$RIGHTSCAN" check --json "$dir"
expects "a missing request" 3 "$RIGHTSCAN" check --json "$dir/nowhere"

# rule bases
book() { mkdir -p "$dir/book"; printf "$2" > "$dir/book/rulebase.xml"; expects "$1" 4 "$RIGHTSCAN" check --rules "$dir/book" --exam "MRI knee"; }
head='<rulebase xmlns="urn:rightscan:rules" format="1" id="x" version="1" effective="2026-01-01" review-by="2030-01-01"><title lang="en">x</title>'
book "an empty rule base file" ''
book "a truncated rule base" "$head"
book "a rule base that is not XML" 'hello'
book "a NUL byte in XML" "$head<a\\000b/></rulebase>"
book "a DTD" '<!DOCTYPE x [<!ENTITY a "b">]><rulebase/>'
book "a billion laughs" '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rulebase>&c;</rulebase>'
book "an external entity" '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><rulebase>&a;</rulebase>'
book "a module outside the directory" "$head<module href=\"../../../../etc/passwd\"/></rulebase>"
book "a module that is not there" "$head<module href=\"nowhere.xml\"/></rulebase>"
book "a module that is a directory" "$head<module href=\".\"/></rulebase>"
book "a format of the future" '<rulebase xmlns="urn:rightscan:rules" format="99" id="x" version="1" effective="2026-01-01" review-by="2030-01-01"><title lang="en">x</title></rulebase>'
book "another encoding" '<?xml version="1.0" encoding="UTF-16"?><rulebase/>'
{ printf '%s' "$head"; yes '<a>' | head -n 100000 | tr -d '\n'; } > "$dir/book/rulebase.xml"
expects "XML nested 100,000 deep" 4 "$RIGHTSCAN" check --rules "$dir/book" --exam "MRI knee"
cp -r "$RULES" "$dir/copy" && chmod -R u+w "$dir/copy"
for file in $(cd "$dir/copy" && find . -name '*.xml' -path '*guidelines*' | sort | head -n 3); do
  size=$(wc -c < "$dir/copy/$file"); cp "$dir/copy/$file" "$dir/saved"
  head -c $((size / 2)) "$dir/saved" > "$dir/copy/$file"
  expects "$file cut in half" 4 "$RIGHTSCAN" check --rules "$dir/copy" --exam "MRI knee"
  cp "$dir/saved" "$dir/copy/$file"
done
if [ -z "$(nm "$BUILDDIR/.libs/librightscan.so" 2>/dev/null | grep __asan)" ]; then
  for limit in 20000 30000 40000 60000; do
    (ulimit -v $limit; "$RIGHTSCAN" check --exam "MRI knee" --reason "knee pain" >"$dir/out" 2>"$dir/err"); got=$?
    case $got in 0 | 3 | 4 | 127) ok "with $limit kB of address space" ;; *) not_ok "with $limit kB of address space" "status $got: $(cat "$dir/err")" ;; esac
  done
fi
finish
