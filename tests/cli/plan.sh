# Judging by plan: models, dumps, and which plan a dump comes from.
. "$(dirname "$0")/lib.sh"
examples=$root/corpus/examples

for product in A2 A3 310P KirinX90 Kirin9030; do
    expect 0 "as planned, bit for bit" "$aqcheck" run --backend ascend-model:$product --cases 3 --strict
    grep -q "PASS: backend ascend-model:$product, seed 1, judged by plan, strictly" out || fail "$product"
    grep -q " 0 findings" out || fail "$product: findings"
done
expect 0 "64 combinations in 328 forms" "$aqcheck" run --backend ascend-model:950 --cases 1 --strict

# The correctly rounded backend is within every bound, but not what an A2 computes.
expect 0 "within the bound but off the plan" "$aqcheck" run --judge plan --product A2 --cases 4
expect 1 "FINDING off-plan" "$aqcheck" run --judge plan --strict --product A2 --cases 4
case=$(ls off-plan-*.aqcase | head -n 1)
expect 1 "moves the result by" "$aqcheck" repro "$case"
grep -q "<- lost most" out || fail "which step lost the bits?"
grep -q "not the bits of the plan" out || fail "verdict by plan"
usage "--max-ulp goes with" "$aqcheck" run --judge plan --max-ulp 2
usage "--strict goes with" "$aqcheck" run --strict
usage "must be ulp or plan" "$aqcheck" run --judge taste
usage "must be everyday or mpfr" "$aqcheck" run --oracle delphi
usage "takes a product" "$aqcheck" run --backend ascend-model

# A dump that is correctly rounded: fine by ulp, off the plan of a half-adding A2.
dump=$examples/int8-half-per-channel/manifest.json
expect 0 "PASS" "$aqcheck" check --manifest "$dump" --product A2
grep -q "off the plan: 0;" out && fail "the example is off the plan of an A2 in places"
expect 1 "FINDING off-plan" "$aqcheck" check --manifest "$dump" --product A2 --strict
expect 2 "no product 'A7'" "$aqcheck" check --manifest "$dump" --product A7
expect 2 "KirinX90 has no" "$aqcheck" check --product KirinX90 \
    --manifest "$examples/e4m3fn-bf16-per-token/manifest.json"
expect 0 "not as documented" "$aqcheck" identify --manifest "$dump"
expect 0 "this input would" "$aqcheck" identify --manifest "$examples/api-doc/manifest.json"
expect 0 "as documented: N3" "$aqcheck" identify --manifest "$examples/e4m3fn-bf16-per-token/manifest.json"

# No plan explains a dump with a wrong element.
cp -r "$examples/api-doc" copy
printf '\001' | dd of=copy/dst.bin bs=1 seek=20 conv=notrunc 2>/dev/null
expect 1 "no known plan explains all" "$aqcheck" identify --manifest copy/manifest.json

# Both oracles say the same, by ulp and by plan, of a model whose plans are not one rounding.
for backend in cpu ascend-model:950; do
    expect 0 "" "$aqcheck" run --backend $backend --cases 2 --json - --product 950
    grep -v -e confirmed_by_mpfr out >everyday
    expect 0 "" "$aqcheck" run --backend $backend --cases 2 --json - --product 950 --oracle mpfr
    grep -v -e confirmed_by_mpfr out | cmp -s - everyday || fail "$backend: the oracles differ"
done
