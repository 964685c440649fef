# aqcheck run: passes on the CPU backend, finds the example's bug, repeats itself.
. "$(dirname "$0")/lib.sh"
plugin=$3

expect 0 "PASS: backend cpu" "$aqcheck" run --cases 2
grep -q "86 combinations in 416 forms" out || fail "not every documented combination"
grep -q " 0 findings" out || fail "findings"
[ -z "$(ls ./*.aqcase 2>/dev/null)" ] || fail "a reproducer of nothing"

# The same seed, the same results; another seed, others. JSON on stdout is JSON only.
expect 0 "" "$aqcheck" run --product 310P --json -
mv out first
grep -q PASS err || fail "the table goes to stderr when JSON has stdout"
expect 0 "" "$aqcheck" run --product 310P --json -
cmp -s first out || fail "the same seed gave another result"
expect 0 "" "$aqcheck" run --product 310P --json - --seed 2
cmp -s first out && fail "another seed gave the same result"
expect 0 "PASS" "$aqcheck" run --product KirinX90 --time 0.2

# The example kernel truncates: found, with a reproducer that replays.
expect 1 "FINDING wrong" "$aqcheck" run --backend "$plugin" \
    --filter product=950,prototype=per_token,src=int8,dst=half,scale=half
grep -q "unsupported by the backend" out && fail "all of these are supported"
case=$(ls wrong-*.aqcase | head -n 1)
grep -q "replay: aqcheck repro ./$case" out || fail "no replay line for $case"
head -n 1 "$case" | grep -qx "aqcase 1" || fail "not a case file"
# Code is not loaded because a file says so.
expect 1 "judging the recorded result" "$aqcheck" repro "$case"
expect 1 "the bits that were recorded" "$aqcheck" repro "$case" --backend "$plugin"
expect 0 "no finding" "$aqcheck" repro "$case" --backend cpu

# What it does not support is counted and shown; nothing compared is a failure.
expect 1 "unsupported by the backend" "$aqcheck" run --backend "$plugin" --cases 3 \
    --filter product=950,prototype=per_token
expect 1 "nothing compared" "$aqcheck" run --backend "$plugin" --cases 1 --product A2

# A damaged reproducer is refused.
head -c 400 "$case" >short.aqcase
usage "short.aqcase" "$aqcheck" repro short.aqcase
