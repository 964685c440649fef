# aqcheck shrink: keeps the finding, and takes no library from a file.
. "$(dirname "$0")/lib.sh"
library=$3

expect 1 "" "$aqcheck" run --quiet --backend "$library" --product 950 --filter prototype=per_token,src=int8,dst=half --out .
case=$(ls wrong-*.aqcase | head -1)
[ -n "$case" ] || fail "no reproducer"

# Replayed only on what the user names.
usage "name the --backend" "$aqcheck" shrink "$case"
usage "the case does not fail" "$aqcheck" shrink "$case" --backend cpu
[ ! -e "${case%.aqcase}.min.aqcase" ] || fail "a file was written for nothing"
expect 77 "" "$aqcheck" shrink "$case" --backend ascend-model:A2
usage "unknown backend" "$aqcheck" shrink "$case" --backend nobody
usage "FILE.aqcase is required" "$aqcheck" shrink
usage "cannot open" "$aqcheck" shrink missing.aqcase

expect 0 "per_token-int8.half.half-wrong-" "$aqcheck" shrink "$case" --backend "$library"
small=${case%.aqcase}.min.aqcase
[ -s "$small" ] || fail "no $small"
grep -q "src int8 \[[0-9]*, [0-9]*\]" out || fail "no shape"
expect 1 "FINDING wrong" "$aqcheck" repro "$small" --backend "$library"
expect 0 "" "$aqcheck" shrink "$small" --backend "$library" --out again.aqcase
cmp -s "$small" again.aqcase || fail "the smallest case was shrunk again"
usage "cannot create" "$aqcheck" shrink "$case" --backend "$library" --out missing/x.aqcase
