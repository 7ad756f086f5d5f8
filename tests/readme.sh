# README's first screen: the command that it names prints the lines that it shows, up to the "…".
. "$SRCDIR/tests/tap.sh"
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$RIGHTSCAN" > "$dir/bin/rightscan" && chmod +x "$dir/bin/rightscan"
PATH="$dir/bin:$PATH" RIGHTSCAN_RULES="$RULES"
export PATH RIGHTSCAN_RULES
sed -n '/^```console$/,/^```$/p' "$SRCDIR/README.md" | sed -n '/^# sh scripts\/setup.sh$/,/^…$/p' | sed '1d;$d' > "$dir/shown"
sed -n '/^rightscan check /{p;q}' "$SRCDIR/README.md" > "$dir/command"
if [ -s "$dir/shown" ] && [ -s "$dir/command" ]; then ok "the first screen has a command and its output"; else not_ok "the first screen has a command and its output" "none found"; fi
sh "$dir/command" > "$dir/printed" 2>&1
is "it exits with 0" "$?" 0
is "it prints what is shown" "$(head -n "$(wc -l < "$dir/shown")" "$dir/printed")" "$(cat "$dir/shown")"
finish
