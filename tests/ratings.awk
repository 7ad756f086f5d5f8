# Holds the book's ratings against the ACR table. Files: exam-aliases.tsv, acr-2020.tsv, `show --ratings`. Prints TAP comments and a count.
BEGIN { FS = "\t"; partly["chronic-foot-pain"] = "chronic-pain cites its two scenarios on the complex regional pain syndrome" }
FILENAME ~ /exam-aliases/ { if (FNR > 1) alias[$1] = $2; next }
FILENAME ~ /acr-2020/ {
  if (FNR == 1) next
  category = tolower($5); disagrees = category ~ /disagreement/ ? "yes" : "no"
  sub(/ \(disagreement\)/, "", category); gsub(/ /, "-", category)
  if (!($4 in alias)) { print "# no exam for the procedure \"" $4 "\""; bad++ }
  table[$8, alias[$4]] = category "\t" disagrees; exams[$8] = exams[$8] " " alias[$4]
  topic = $8; sub(/\.[0-9]+$/, "", topic); variants[topic] = variants[topic] " " $8
  next
}
FNR == 1 || $1 == "" { next }
{
  seen[$1] = 1; rated[$1, $2] = 1; n++
  split($5, source, " ")
  if (source[1] != "acr") { print "# " $1 " " $2 ": a variant of the ACR table is rated by " source[1]; bad++ }
  else if (!(($1, $2) in table)) { print "# " $1 " " $2 ": not in the table"; bad++ }
  else if (table[$1, $2] != $3 "\t" $4) { print "# " $1 " " $2 ": the book says " $3 " (panel disagreement " $4 "), the table " table[$1, $2]; bad++ }
}
END {
  for (v in seen) {
    k = split(exams[v], list, " ")
    for (i = 1; i <= k; i++) if (!((v, list[i]) in rated) && !((v, list[i]) in said)) { print "# " v " " list[i] ": in the table, not in the book"; said[v, list[i]] = 1; bad++ }
    topic = v; sub(/\.[0-9]+$/, "", topic); topics[topic] = 1
  }
  for (t in topics) {
    if (t in partly) continue
    k = split(variants[t], list, " ")
    for (i = 1; i <= k; i++) if (!(list[i] in seen) && !(list[i] in told)) { print "# " list[i] ": a variant of the topic that the book does not have"; told[list[i]] = 1; bad++ }
  }
  print "# " n " ratings compared"
  exit bad > 0 || n == 0
}
