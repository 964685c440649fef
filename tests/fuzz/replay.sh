#!/bin/sh
# Decides whether the replay driver reports what is wrong with a corpus:
# replay.sh types_and_values_replay CORPUS truncating_kernel.so aqcheck
#
# Each check below damages a copy of a small corpus in one way.
replay=$1 corpus=$2 kernel=$3 aqcheck=$4
work=$(mktemp -d) || exit 2
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
failed=0
export LC_ALL=C

fresh() {
    rm -rf "$work/c" "$work/c.list"
    mkdir "$work/c"
    head -5 "$corpus.list" >"$work/c.list"
    while read -r name; do cp "$corpus/$name" "$work/c/"; done <"$work/c.list"
    one=$(sed -n 3p "$work/c.list")
}

# expect STATUS TEXT ARGUMENT...: the driver's exit code, and a line of its output.
expect() {
    status=$1 text=$2
    shift 2
    "$replay" "$@" >"$work/out" 2>&1
    got=$?
    if [ $got -ne "$status" ] || ! grep -qF "$text" "$work/out"; then
        echo "expected exit $status and \"$text\", got exit $got:"
        cat "$work/out"
        failed=1
    fi
}

fresh
expect 0 "5 inputs replayed, 0 failures" --corpus "$work/c"
fresh && : >"$work/c/$one"
expect 1 "is empty" --corpus "$work/c"
fresh && head -c 20 "$work/c/$one" >"$work/cut" && mv "$work/cut" "$work/c/$one"
expect 1 "is damaged: its SHA-1 is another" --corpus "$work/c"
fresh && rm "$work/c/$one"
expect 1 "$one: cannot open" --corpus "$work/c"
fresh && rm "$work/c/$one" && mkdir "$work/c/$one"
expect 1 "must be a regular file" --corpus "$work/c"
fresh && cp "$work/c/$one" "$work/c/unlisted"
expect 1 "unlisted: is not in the list" --corpus "$work/c"
fresh && rm "$work/c.list"
expect 1 "c.list" --corpus "$work/c"
fresh && : >"$work/c.list"
expect 1 "is empty" --corpus "$work/c"
fresh && printf '%s' "$(cat "$work/c.list")" >"$work/c.list"
expect 1 "is damaged: lines of text" --corpus "$work/c"
fresh && rm -r "$work/c"
expect 1 "nothing was replayed" --corpus "$work/c"
fresh && sort -r "$work/c.list" -o "$work/c.list"
expect 1 "is not sorted" --corpus "$work/c"

# The list of regressions: each line whole, each file named, each as it was.
fresh && mkdir "$work/r" && cp "$work/c/$one" "$work/r/bug"
printf '# comment\n%s types_and_values bug a bug\n' "$one" >"$work/r/LIST"
expect 0 "1 inputs replayed, 0 failures" --regress "$work/r"
printf '%s types_and_values bug\n' "$one" >"$work/r/LIST"
expect 1 "a line must be" --regress "$work/r"
printf '%s another_target bug a bug\n' "$one" >"$work/r/LIST"
expect 0 "0 inputs replayed, 0 failures" --regress "$work/r"
cp "$work/r/bug" "$work/r/other"
expect 1 "other: is not in LIST" --regress "$work/r"
rm "$work/r/other"
printf '%s types_and_values bug a bug\n' "$(sed -n 1p "$work/c.list")" >"$work/r/LIST"
expect 1 "is damaged" --regress "$work/r"
rm "$work/r/LIST"
expect 1 "LIST" --regress "$work/r"

# The seeds made anew are those committed, whatever the compiler.
"$replay" --seed "$work/seeds" --list "$work/seeds" >"$work/out" 2>&1
[ -s "$work/seeds.list" ] && [ -z "$(comm -23 "$work/seeds.list" "$corpus.list")" ] ||
    { echo "the seeds are others than those committed"; failed=1; }

expect 2 "usage:"
expect 1 "needs a directory" --corpus

# A backend with a bug: a token, and a case that shows the bug again.
AQ_BACKEND=./no-such.so expect 2 "AQ_BACKEND" --corpus "$corpus"
AQ_JUDGE=guess expect 2 "AQ_JUDGE: must be ulp or plan" --corpus "$corpus"
mkdir "$work/found"
AQ_FINDINGS="$work/found" AQ_BACKEND="$kernel" "$replay" --corpus "$corpus" >"$work/out" 2>&1 &&
    { echo "the planted bug was not found"; failed=1; }
token=$(sed -n 's/^DEDUP_TOKEN: //p' "$work/out")
case $token in
truncating_kernel-*-wrong-*) ;;
*)
    echo "no such token: \"$token\""
    failed=1
    ;;
esac
"$aqcheck" repro "$work/found/$token.aqcase" --backend "$kernel" >"$work/out" 2>&1
[ $? -eq 1 ] || { echo "the case does not show the bug:"; cat "$work/out"; failed=1; }
expect 0 "1 inputs replayed, 0 failures" "$work/found/$token.aqcase"
head -c 300 "$work/found/$token.aqcase" >"$work/cut.aqcase"
expect 1 "FAIL" "$work/cut.aqcase"
exit $failed
