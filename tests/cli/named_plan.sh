# --plan: a better plan in the place of the product's: run by the kernels, judged by, gone
# through by the gate, kept in reproducers; and what is no such plan.
. "$(dirname "$0")/lib.sh"
tolerance=$root/reports/tolerance.json

# Each on the kernels, bit for bit, within its certificate.
for plan in N3 N4 N13; do
    expect 0 "judged by plan $plan, strictly" "$aqcheck" run --backend ascend-sim --product 950 \
        --plan $plan --strict --cases 2 --report r$plan
    grep -q "unsupported" out && fail "unsupported with $plan"
    expect 0 "GATE OPEN" "$aqcheck" gate --tolerance "$tolerance" r$plan/results.json
done
expect 0 "judged by plan N3" "$aqcheck" run --backend ascend-sim:A3 --plan N3 --cases 1

# The plan is another one: what the product runs is off it, and the other way round.
n12="--filter prototype=per_group_legacy,dst=half --cases 6"
expect 1 "FINDING off-plan" "$aqcheck" run --backend cpu --product 950 $n12 --plan N13 --strict
case=$(ls off-plan-950-per_group_legacy-e2m1*.aqcase | head -n 1)
[ "$(sed -n 19p "$case")" = "plan N13" ] || fail "no plan in $case"
expect 1 "plan N13 in the place of N12 of 950" "$aqcheck" repro "$case"
expect 0 "no finding" "$aqcheck" repro "$case" --backend ascend-sim
expect 0 "no finding" "$aqcheck" repro "$case" --backend ascend-sim:950
expect 2 "ascend-model:950 computes the product's own plan, not N13" "$aqcheck" repro "$case" \
    --backend ascend-model:950
expect 0 "off-plan" "$aqcheck" shrink "$case" --out small.aqcase
expect 1 "plan N13 in the place of N12 of 950" "$aqcheck" repro small.aqcase
rm -f ./*.aqcase

# The gate takes the limits of the plan that was asked for, not those of the product's.
sed 's/"plan": "N3"/"plan": "N5"/' "$tolerance" >other.json
expect 1 "the tolerance file has no row for it" "$aqcheck" gate --tolerance other.json \
    rN3/results.json
sed 's/"plan": "N3"/"plan": "N2"/' rN3/results.json >n2.json
expect 2 "plan: no plan 'N2' can be asked for" "$aqcheck" gate --tolerance "$tolerance" n2.json

# Dumps.
dump=$root/corpus/examples/api-doc/manifest.json
usage "the product runs N1 here, and N3 may not stand in its place" "$aqcheck" check \
    --manifest "$dump" --product 950 --plan N3
usage "must be N3 (in the place of N9)" "$aqcheck" check --manifest "$dump" --plan N2

# What is no such plan.
for plan in N99 N1 N9 n3 ""; do
    usage "--plan: must be N3 (in the place of N9), N4 (in the place of N10) or N13 (in the place of \
N12), got '$plan'" "$aqcheck" run --backend ascend-sim --plan "$plan"
done
usage "--plan goes with --judge plan" "$aqcheck" run --backend ascend-sim --plan N3 --judge ulp
usage "no form that passes the filter has N13; what can be asked for there: N3, N4" "$aqcheck" run \
    --backend ascend-sim --product A2 --plan N13
usage "no form that passes the filter has N3; what can be asked for there: nothing" "$aqcheck" run \
    --backend ascend-sim --product A2 --filter dst=half --plan N3
usage "ascend-model:950 computes the product's own plan" "$aqcheck" run \
    --backend ascend-model:950 --plan N3
