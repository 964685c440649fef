# aqcheck prove: slices of the space pass on every variant of the CPU backend that this
# processor has; a planted fault does not, and the first difference replays.
. "$(dirname "$0")/lib.sh"
library=$3
misbehaving=$4

usage "--combo SRC-SCALE-DST is required" "$aqcheck" prove
usage "--combo: must be SRC-SCALE-DST" "$aqcheck" prove --combo int8-half
usage "--combo: must be SRC-SCALE-DST" "$aqcheck" prove --combo int8-half-half-half
usage "--combo: must be SRC-SCALE-DST" "$aqcheck" prove --combo int3-half-half
usage "no such combination" "$aqcheck" prove --combo int8-half-bf16
usage "no such combination" "$aqcheck" prove --combo int4-half-half --product 950
usage "2^72 triples" "$aqcheck" prove --combo int8-float-half
usage "--slice: must be I/N" "$aqcheck" prove --combo int8-half-half --slice 0/4
usage "--slice: must be I/N" "$aqcheck" prove --combo int8-half-half --slice 5/4
usage "--slice: must be I/N" "$aqcheck" prove --combo int8-half-half --slice 1/4x
usage "--jobs: must be" "$aqcheck" prove --combo int8-half-half --jobs 0
usage "no prototype 'per_row'" "$aqcheck" prove --combo int8-half-half --prototype per_row
usage "no mode 'wrap'" "$aqcheck" prove --combo int8-half-half --overflow wrap
usage "unknown variant 'mmx'" "$aqcheck" prove --combo int8-half-half --cpu mmx
usage "--cpu goes with --backend cpu" "$aqcheck" prove --combo int8-half-half --cpu avx2 --backend ascend-model:A2
usage "unknown backend" "$aqcheck" prove --combo int8-half-half --backend nobody
usage "cannot write" "$aqcheck" prove --combo int8-half-half --out missing
usage "what is 'x'" "$aqcheck" prove --combo int8-half-half x
expect 2 "per_instruction" "$aqcheck" prove --combo int8-half-half --overflow per_instruction --product A2

# Every variant: columns, runs and scalars, specials among them: the slices are
# interleaved, so that any has pieces of every binade.
present=0
for cpu in scalar avx2 avx512 neon; do
    "$aqcheck" prove --cpu $cpu --combo e2m1-e8m0-half >out 2>err
    case $? in
    77) grep -q "not on this processor" out || fail "skipped without a reason"; continue ;;
    0) ;;
    *) fail "$cpu" ;;
    esac
    grep -qF "PASS: 4096 triples, all there are: 0 differences" out || fail "$cpu: fp4"
    present=$((present + 1))
    expect 0 "PASS: 1179648 triples (slice 1/1000003 of 1099511627776)" \
        "$aqcheck" prove --cpu $cpu --combo int8-half-half --slice 1/1000003
    expect 0 ": 0 differences" \
        "$aqcheck" prove --cpu $cpu --combo hif8-bf16-bf16 --slice 5/1000003 --overflow sat
    expect 0 ": 0 differences" \
        "$aqcheck" prove --cpu $cpu --combo e4m3fn-half-half --slice 3/1000003 --prototype per_token
    expect 0 ": 0 differences" \
        "$aqcheck" prove --cpu $cpu --combo int8-bf16-bf16 --slice 3/1000003 --transpose
    expect 0 ": 0 differences" \
        "$aqcheck" prove --cpu $cpu --combo e5m2-bf16-bf16 --slice 3/1000003 --prototype per_group
    expect 0 ": 0 differences" \
        "$aqcheck" prove --cpu $cpu --combo int4-half-half --slice 3/100003
    expect 0 "of 16777216): 0 differences" \
        "$aqcheck" prove --cpu $cpu --combo int8-half-half --no-offset --slice 2/17
done
[ $present -gt 0 ] || fail "no variant at all"
expect 0 "PASS: 549888 triples (slice 7/2000001 of 1099511627776)" \
    "$aqcheck" prove --combo int8-half-half --prototype per_tensor --slice 7/2000001

# A fault: found, counted the same by any number of threads, and replayed.
for jobs in 1 3; do
    expect 1 "FINDING wrong" "$aqcheck" prove --backend "$library" --combo int8-half-half \
        --prototype per_token --slice 9000/1000003 --jobs $jobs
    sed 's/;.*//' out >out.$jobs
    grep -q "^FAIL: 1179648 triples (slice 9000/1000003 of 1099511627776): [1-9][0-9]* differences" out ||
        fail "no count"
done
cmp -s out.1 out.3 || fail "one thread and three differ: $(diff out.1 out.3)"
replay=$(sed -n 's/^  replay: aqcheck //p' out)
[ -n "$replay" ] || fail "no replay"
got=$(sed -n 's/.* gave \(0x[0-9a-f]*\), correctly rounded \(0x[0-9a-f]*\)$/\1 \2/p' out)
# shellcheck disable=SC2086
expect 1 "the bits that were recorded" "$aqcheck" $replay
grep -q "got .*${got% *}" out || fail "another element is replayed"
grep -q "correctly rounded .*${got#* }" out || fail "another element is replayed"

# A backend that is not there, does not take the call, or ends.
expect 77 "does not support this call" \
    "$aqcheck" prove --backend "$library" --combo int8-bf16-bf16 --slice 1/1000003
expect 77 "skipped" "$aqcheck" prove --backend ascend-model:A2 --combo hif8-half-half --slice 1/1000003
expect 1 "FINDING crashed: the backend ended the process" \
    env MISBEHAVE=exit "$aqcheck" prove --backend "$misbehaving" --combo int8-half-half --slice 1/1000003
expect 1 "FINDING crashed: the backend ended the process with signal 15" \
    env MISBEHAVE=signal "$aqcheck" prove --backend "$misbehaving" --combo int8-half-half --slice 1/1000003
expect 1 "FINDING failed: the backend raised SIGSEGV" \
    env MISBEHAVE=segv "$aqcheck" prove --backend "$misbehaving" --combo int8-half-half --slice 1/1000003 --jobs 1
