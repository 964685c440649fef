#!/bin/sh
# Are the planted faults in order? table.sh ROOT LIBRARY [mutants]: every id in the
# sources is a row of the table with the right file, and the reverse; no id is there
# twice; and a normal build of the implementation has nothing of them.
root=$1 library=$2
table=$root/tests/mutants/mutants.h
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
status=0

complain() {
    echo "mutants: $*"
    status=1
}

# "id file" of the sources: the macro may be broken over lines.
find "$root/impl" -name '*.[ch]' ! -name 'mutate.[ch]' | while read -r source; do
    tr '\n' ' ' <"$source" | grep -o 'AQ_MUTATE( *[a-z0-9_]*' |
        sed "s|.*[( ]||; s|\$| ${source#"$root"/impl/}|"
done | sort -u >"$work/sources"
grep -o 'X([a-z0-9_]*, "[^"]*"' "$table" | sed 's/X(//; s/, "/ /; s/"//' >"$work/rows"
sort "$work/rows" >"$work/table"

[ -s "$work/sources" ] && [ -s "$work/table" ] || complain "nothing found in $root"
cut -d' ' -f1 "$work/table" | uniq -d | while read -r id; do echo "$id"; done >"$work/twice"
[ -s "$work/twice" ] && complain "twice in the table: $(tr '\n' ' ' <"$work/twice")"
comm -23 "$work/sources" "$work/table" >"$work/unlisted"
[ -s "$work/unlisted" ] && complain "not in the table: $(tr '\n' ';' <"$work/unlisted")"
comm -13 "$work/sources" "$work/table" >"$work/gone"
[ -s "$work/gone" ] && complain "not in the sources: $(tr '\n' ';' <"$work/gone")"
count=$(wc -l <"$work/table")
[ "$count" -ge 60 ] || complain "only $count rows"

# The section that holds the switches is in a build with AQ_MUTANTS, and only there.
if [ "${3:-}" = mutants ]; then
    grep -q aqi_mutants "$library" || complain "$library has no mutants"
else
    grep -q aqi_mutant "$library" && complain "$library has mutants"
fi
exit $status
