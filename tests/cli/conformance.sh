# aqcheck conformance: every instruction on the device model, as documented; no device,
# and what is asked for that is not there.
. "$(dirname "$0")/lib.sh"
unset AQ_ACL_LIBRARY ASCEND_HOME_PATH ASCEND_TOOLKIT_HOME AQ_SIM_FAULT
small="--operands 3 --floats 30000"

# Every row has inputs, every input of 16 bits or fewer of a conversion is tried.
for product in A2 A3 950; do
    expect 0 "PASS: $product, " "$aqcheck" conformance --backend ascend-sim --product $product $small
    cp out $product
done
[ "$(grep -c " all  " A2)" = 4 ] || fail "A2 has 4 conversions from 16 bits or fewer"
[ "$(grep -c " all  " 950)" = 16 ] || fail "950 has 16 rows of conversions from 16 bits or fewer"
grep -q "PASS: A2, 12 rows, 0 differences" A2 || fail "A2 has 12 rows"
grep -q "PASS: 950, 32 rows, 0 differences" 950 || fail "950 has 32 rows"
grep -q "^half2float  *any  *65536 all  *0  -" 950 || fail "all halves to float"
grep -q "^mul_half  *sat  *196608 sampled  *0  -" A2 || fail "3 times all halves"
expect 0 "PASS: 950, 3 rows" "$aqcheck" conformance --backend ascend-sim:950 $small \
    --instruction add_half

# The runtime of the environment is taken for a device. Without one it is skipped.
expect 77 "skipped: ascend: backend unavailable: no ACL runtime" "$aqcheck" conformance
expect 2 "int42half: aclrtLaunchKernelWithConfig: 500003" env AQ_SIM_FAULT=launch:2 "$aqcheck" \
    conformance --backend ascend-sim:A2

usage "--product: the backend is 950, got A2" "$aqcheck" conformance --backend ascend-sim:950 \
    --product A2
usage "--product is required with ascend-sim" "$aqcheck" conformance --backend ascend-sim
usage "310P has no device C API" "$aqcheck" conformance --backend ascend-sim --product 310P
usage "--backend: must be ascend or ascend-sim, got 'cpu'" "$aqcheck" conformance --backend cpu
usage "--instruction: 'add_bf16' is none of those of A2: int42half int82half" "$aqcheck" conformance \
    --backend ascend-sim:A2 --instruction add_bf16
usage "--operands: must be 1..65536, got '0'" "$aqcheck" conformance --operands 0
usage "--floats: must be 1..2^40, got '-1'" "$aqcheck" conformance --floats -1
usage "what is 'x'?" "$aqcheck" conformance x
