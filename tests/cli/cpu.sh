# aqcheck run on one variant of the CPU backend, alone and on threads. cpu.sh ... VARIANT
. "$(dirname "$0")/lib.sh"
shift 4
variant=$1

if ! "$aqcheck" run --backend "cpu:$variant" --cases 1 --product 310P >out 2>err &&
    grep -q "is not here" err; then
    # Said clearly, and never another one instead of it.
    usage "backend cpu: variant $variant is not here" "$aqcheck" run --backend "cpu:$variant"
    AQ_CPU=$variant usage "AQ_CPU: not here: '$variant'" "$aqcheck" run
    exit 77
fi
expect 0 "PASS: backend cpu:$variant, " "$aqcheck" run --backend "cpu:$variant" --cases 2
grep -q "86 combinations in 416 forms" out || fail "not every documented combination"
grep -q " 0 findings" out || fail "findings"
expect 0 "PASS: backend cpu:$variant@3, " "$aqcheck" run --backend "cpu:$variant@3" --cases 1
AQ_CPU=$variant expect 0 "PASS: backend cpu, " "$aqcheck" run --cases 1 --product 310P
AQ_CPU=fastest usage "AQ_CPU: unknown variant 'fastest'" "$aqcheck" run
exit 0
