# aqcheck run with nothing left out: campaign.sh AQCHECK ROOT BACKEND
. "$(dirname "$0")/lib.sh"
backend=$3

"$aqcheck" run --backend "$backend" --cases 1 --product 310P 2>&1 | grep -q "is not here" && exit 77
expect 0 "PASS: backend $backend, seed 1, tolerance 0.5 ulp: 86 combinations in 416 forms, 8320 cases" \
    "$aqcheck" run --backend "$backend"
exit 0
