#!/bin/sh
# What the numeric feedback is worth: run.sh BUILD_DIRECTORY [SEEDS] [LIMIT]
#
# Every planted bug, by types_and_values with and without the feedback, from an
# empty corpus; with neither the feedback nor the mutator; and by the plain random
# generator. Prints the table of reports/fuzzing.md: executions until it was found.
build=$(cd "${1:?usage: run.sh BUILD_DIRECTORY [SEEDS] [LIMIT]}" && pwd) || exit 2
seeds=${2:-5} limit=${3:-100000}
fuzzer=$build/fuzz/types_and_values_fuzzer
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# fuzz BUG SEED VARIABLE...: executions, or -.
fuzz() {
    AQ_BACKEND=$build/fuzz/experiment/$1.so
    export AQ_BACKEND
    rm -rf "$work/run" && mkdir "$work/run"
    (cd "$work/run" && shift && seed=$1 && shift &&
        env "$@" "$fuzzer" -seed="$seed" -runs="$limit" -max_len=4096 -entropic=0 -reduce_inputs=0 \
            -print_final_stats=1 >log 2>&1)
    if grep -q '^DEDUP_TOKEN' "$work/run/log"; then
        sed -n 's/^stat::number_of_executed_units: *//p' "$work/run/log"
    elif grep -q '^Done' "$work/run/log"; then
        echo -
    else
        echo error
    fi
}

random() {
    AQ_BACKEND=$build/fuzz/experiment/$1.so "$build/fuzz/experiment/plain_random" "$2" "$limit" 64 |
        sed 's/not found/-/'
}

# The median; - (not found within the limit) is more than any number.
median() {
    tr ' ' '\n' | sed '/^$/d;s/^-$/999999999/' | sort -n |
        awk '{ v[NR] = $1 } END { m = v[int((NR + 1) / 2)]; print m == 999999999 ? "-" : m }'
}

echo "| planted bug | arm | $(seq -s ' | ' "$seeds") | median |"
echo "|---|---|$(seq "$seeds" | sed 's/.*/---:|/' | tr -d '\n')---:|"
for bug in near_tie_at_gap double_rounding cancelled_subnormal early_overflow; do
    for arm in feedback no-feedback bytes random; do
        all=
        for seed in $(seq "$seeds"); do
            case $arm in
            feedback) one=$(fuzz $bug "$seed" AQ_FEEDBACK=1) ;;
            no-feedback) one=$(fuzz $bug "$seed" AQ_FEEDBACK=0) ;;
            bytes) one=$(fuzz $bug "$seed" AQ_FEEDBACK=0 AQ_MUTATOR=bytes) ;;
            random) one=$(random $bug "$seed") ;;
            esac
            all="$all $one"
        done
        echo "| $bug | $arm |$(echo "$all" | sed 's/ \([^ ]*\)/ \1 |/g') $(echo "$all" | median) |"
    done
done
