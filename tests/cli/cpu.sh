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
# The same to the last character, however many threads there are.
for threads in 1 3; do
    expect 0 "PASS: backend cpu:$variant@$threads, " \
        "$aqcheck" run --backend "cpu:$variant@$threads" --cases 1
    sed "s/@$threads,/,/" out >"on_$threads"
done
cmp -s on_1 on_3 || fail "one thread and three give different reports"
AQ_CPU=$variant expect 0 "PASS: backend cpu, " "$aqcheck" run --cases 1 --product 310P
AQ_CPU=fastest usage "AQ_CPU: unknown variant 'fastest'" "$aqcheck" run
exit 0
