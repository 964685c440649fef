# aqcheck bench cpu: every row is measured and printed, however small the budget. No
# figure is judged.
. "$(dirname "$0")/lib.sh"

usage "which bench?" "$aqcheck" bench
usage "which bench?" "$aqcheck" bench gpu
usage "--filter: " "$aqcheck" bench cpu --filter colour=red
usage "no call passes it" "$aqcheck" bench cpu --filter src=int4,product=310P
usage "--rounds: must be" "$aqcheck" bench cpu --rounds 0
usage "--least: must be" "$aqcheck" bench cpu --least -1
usage "--memory: must be" "$aqcheck" bench cpu --memory 0
usage "--json: /nonexistent" "$aqcheck" bench cpu --json /nonexistent/x

tiny="--rounds 2 --least 0 --memory 1"
variants=0
for cpu in scalar avx2 avx512 neon; do
    "$aqcheck" prove --cpu $cpu --combo e2m1-e8m0-half >/dev/null && variants=$((variants + 1))
done
# Per token, with and without offset, transposed or not: 4 calls.
# shellcheck disable=SC2086
expect 0 "| goal |" "$aqcheck" bench cpu $tiny --filter prototype=per_token,src=int8,dst=half,scale=half
rows=$(grep -c '^| per_token int8\*half->half' out)
[ "$rows" = $((4 * variants)) ] || fail "$rows rows, want 4 calls on $variants variants"
grep '^| per_token' out | grep -qE 'nan|inf' && fail "a figure is missing"
grep -q '^| the slowest of 4: per_token' out || fail "no slowest call"

# Every other prototype, in JSON: seconds of each.
for prototype in per_channel,src=int4,dst=half per_tensor,src=int8,dst=bf16,scale=bf16 \
    per_group,src=e2m1,dst=half per_group_legacy,src=e1m2,dst=bf16 per_group,src=int8,scale=float,dst=float; do
    # shellcheck disable=SC2086
    expect 0 '"calls"' "$aqcheck" bench cpu $tiny --filter prototype=$prototype --json -
    grep -q '"scalar": 0[.]0,\{0,1\}$' out && fail "$prototype: no time"
    grep -q '"call": "per_' out || fail "$prototype: no call"
    grep -q '^|' out && fail "a table among the JSON"
done
exit 0
