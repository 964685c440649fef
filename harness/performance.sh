#!/bin/bash
# What ./dev bench does once all is built: performance.sh BUILD FUZZ_BUILD OUT ROUNDS
#
# BUILD is the release build, FUZZ_BUILD that of the fuzz targets. Writes OUT, Markdown: what
# was asked for and is reached first, then every figure. What is not here is skipped, and
# the file says so.
set -u -o pipefail
[ $# -eq 4 ] || { sed -n 2,6p "$0" >&2; exit 2; }
build=$1 fuzz=$2 out=$3 rounds=$4
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
aqcheck=$build/harness/aqcheck
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

# timed COMMAND...: its wall-clock time, in seconds, into $seconds.
timed() {
    local start=$EPOCHREALTIME
    "$@" >"$scratch/out" 2>"$scratch/err" || { cat "$scratch/err" >&2; return 1; }
    seconds=$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }')
}

# goal TEXT UNIT LEAST-OR-MOST LIMIT VALUE: a row of the summary.
goal() {
    awk -v text="$1" -v unit="$2" -v way="$3" -v limit="$4" -v is="$5" 'BEGIN {
        good = way == "least" ? is >= limit : is <= limit
        printf "| %s | %s | at %s %s | %s | %s |\n", text, unit, way, limit, is, good ? "yes" : "no" }'
}

others() {
    local plan ratio elements target speed lowest=
    printf '\n| goal | unit | wanted | is | reached |\n|---|---|---|--:|---|\n'
    ratio=$(grep -oE '\( *[0-9]+x\) *$' "$scratch/oracle" | grep -oE '[0-9]+' | sort -n | head -1)
    goal "the best oracle here against MPFR, its worst class" "times as fast" least 50 "${ratio:-0}"
    for plan in N1 N9; do
        timed "$aqcheck" certify --plan $plan --src int8 --overflow inf_nan --out "$scratch" || return
        goal "certificate of $plan, int8" s most 10 "$seconds"
    done
    mkdir -p "$scratch/certificates" || return
    timed "$aqcheck" certify --out "$scratch/certificates" || return
    goal "all certificates" s most 300 "$seconds"
    for target in "$scratch"/fuzz.*; do
        [ -e "$target" ] || continue
        speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$target")
        [ -n "$speed" ] && { [ -z "$lowest" ] || [ "$speed" -lt "$lowest" ]; } && lowest=$speed
    done
    [ -n "$lowest" ] && goal "the slowest fuzz target (sanitizers on)" "executions/s" least 25000 "$lowest"
    peer_goal oneDNN
    peer_goal numpy
    timed "$aqcheck" run --quiet --out "$scratch" || return
    elements=$(grep -oE '[0-9]+ elements compared' "$scratch/out" | grep -oE '^[0-9]+')
    awk -v n="${elements:-0}" -v s="$seconds" 'BEGIN {
        printf "\nThe default campaign compares %d elements in %.1f s: %.2f million per second.\n", n, s, n / s / 1e6 }'
}

# New inputs are written to memory where it can be had: it is not the disk that is measured.
fuzzers() {
    local target name corpus
    corpus=$(mktemp -d -p /dev/shm 2>"$scratch/err") || corpus=$scratch/corpus
    trap 'rm -rf "$scratch" "'"$corpus"'"' EXIT
    for target in "$fuzz"/fuzz/*_fuzzer; do
        [ -x "$target" ] || continue
        name=$(basename "$target" _fuzzer)
        echo "==> $name, 10 s" >&2
        mkdir -p "$corpus" && AQ_SIDE=64 "$target" -max_total_time=10 -print_final_stats=1 \
            -max_len=16384 -entropic=0 -reduce_inputs=0 -reload=0 "-artifact_prefix=$scratch/" \
            "$corpus" "$root/corpus/$name" >"$scratch/fuzz.$name" 2>&1
        rm -rf "$corpus"
    done
}

fuzz_table() {
    local log
    printf '| target | executions/s |\n|---|--:|\n'
    for log in "$scratch"/fuzz.*; do
        [ -e "$log" ] || { echo "| skipped: no fuzz build | |"; return; }
        printf '| %s | %s |\n' "${log##*/fuzz.}" \
            "$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")"
    done
}

peers() {
    local ours=$build/harness/peers/libaq_numpy.so
    if [ -x "$build/harness/peers/aq_peers" ]; then
        echo "==> oneDNN" >&2
        "$build/harness/peers/aq_peers" "$rounds" || return
    else
        echo "oneDNN: skipped (./dev bench --peers builds it)."
    fi
    echo
    if [ -e "$ours" ] && /usr/bin/python3 -c 'import numpy' 2>/dev/null; then
        echo "==> numpy" >&2
        /usr/bin/python3 "$root/harness/peers/numpy_peer.py" "$ours" "$rounds" || return
    else
        echo "numpy: skipped (./dev bench --peers installs and builds it)."
    fi
}

# peer_goal NAME: the lowest figure of the columns "x NAME".
peer_goal() {
    awk -F ' *[|] *' -v name="x $1" '
        !/^[|]/ { split("", columns); next }
        { is_head = 0; for (i = 1; i <= NF; i++) if ($i == name) { columns[i]; is_head = 1 } }
        !is_head && !/^[|]---/ { for (i in columns) if (lowest == "" || $i + 0 < lowest) { lowest = $i + 0; work = $2 } }
        END { if (lowest != "") print lowest, work }' "$scratch/peers" |
        while read -r lowest work; do
            goal "the slowest of all works against $1: $work" "times as fast" least 1 "$lowest"
        done
}

echo "==> aqcheck bench cpu" >&2
"$aqcheck" bench cpu --rounds "$rounds" >"$scratch/cpu" || exit 1
echo "==> aqcheck bench oracle" >&2
"$aqcheck" bench oracle --samples 100000 >"$scratch/oracle" || exit 1
peers >"$scratch/peers" || exit 1
fuzzers
{
    # shellcheck disable=SC2016
    printf '# Performance\n\nMade by `./dev bench`. Figures depend on the machine and on what else it does:\n\n'
    sed -n '/^- /p' "$scratch/cpu"
    printf -- '- load when this was finished: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
    printf '\n## What is wanted, and what is reached\n\n'
    sed -n '/^| goal |/,$p' "$scratch/cpu"
    others || exit 1
    printf '\n## Peers\n\n'
    cat "$scratch/peers"
    printf '\n## Fuzz targets\n\nOne process, ASan and UBSan, the committed corpus, sides of at most 64, 10 s each.\n\n'
    fuzz_table
    printf '\n## The exact paths\n\n    aqcheck bench oracle --samples 100000\n\n'
    sed 's/^/    /' "$scratch/oracle"
    printf '\n## The CPU backend, every form of call\n\n'
    sed -n '/^| call |/,/^$/p' "$scratch/cpu"
} >"$scratch/performance.md" || exit 1
cp "$scratch/performance.md" "$out"
