#!/bin/bash
# What ./dev fuzz does once the targets are built: run.sh BUILD_DIRECTORY COMMAND...
#
#     [TARGET] [SECONDS]       fuzzes one target, or each, with progress
#     merge TARGET             adds to corpus/TARGET the inputs found that reach more code
#     minimise TARGET INPUT    makes a finding smaller, its signature kept
#
# What was found so far is kept in BUILD_DIRECTORY/corpus, findings in
# BUILD_DIRECTORY/findings. Exit code 1 when there is a finding. AQ_CORPUS in the
# environment: the committed corpora, if not corpus/.
set -u -o pipefail
build=$(cd "$1" && pwd) || exit 2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
shift
corpora=${AQ_CORPUS:-$root/corpus} findings=$build/findings
export AQ_FINDINGS=${AQ_FINDINGS:-$findings}
mkdir -p "$findings" || exit 2
# A case has at most some kilobytes; what takes longer than this hangs. There are
# thousands of features, so that weighing inputs by rare ones costs more than running
# them, and fewer bytes are not what makes an input cheap. Nobody else writes to the
# corpus meanwhile.
options=(-max_len=16384 -timeout=20 -rss_limit_mb=2048 -entropic=0 -reduce_inputs=0
    -reload=0 "-artifact_prefix=$findings/")

usage() {
    echo "usage: ./dev fuzz [TARGET] [SECONDS] | merge TARGET | minimise TARGET INPUT" >&2
    echo "targets: ${targets[*]}" >&2
    exit 2
}

is_target() {
    [[ " ${targets[*]} " == *" $1 "* ]]
}

# progress PID LOG TARGET SECONDS: one line, on a terminal, while it runs.
progress() {
    local start=$SECONDS
    while kill -0 "$1" 2>/dev/null; do
        if [ -t 2 ]; then
            printf '\r==> fuzz %s: %d of %d s, %s\033[K' "$3" $((SECONDS - start)) "$4" \
                "$(tail -n 1 "$2" | sed -n 's/^\(#[0-9]*\).*ft: \([0-9]*\).*/\1 runs, \2 features/p')" >&2
        fi
        sleep 1
    done
    [ -t 2 ] && printf '\r\033[K' >&2
}

# What is found goes to memory first: in the first minute, when nearly everything is new,
# to create files on a disk takes a third of the time.
memory=/dev/shm
[ -d $memory ] && [ -w $memory ] || memory=${TMPDIR:-/tmp}
found= kept= running=
keep() {
    [ -n "$found" ] || return 0
    kill "$running" 2>/dev/null # when interrupted
    wait "$running"
    cp -R "$found/." "$kept" && rm -rf "$found"
    found=
}
trap keep EXIT

# fuzz TARGET SECONDS
fuzz() {
    local log=$findings/$1.log status
    kept=$build/corpus/$1
    mkdir -p "$kept" && found=$(mktemp -d -p "$memory" aq-fuzz-XXXXXX) || exit 2
    "$build/fuzz/$1_fuzzer" "${options[@]}" -max_total_time="$2" -print_final_stats=1 "$found" \
        "$kept" "$corpora/$1" >"$log" 2>&1 &
    running=$!
    progress $running "$log" "$1" "$2"
    wait $running
    status=$?
    keep
    printf '%-22s %9s runs  %7s/s  %s\n' "$1" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
        "$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")" \
        "$(if [ $status -eq 0 ]; then echo no finding; else
            sed -n 's/^DEDUP_TOKEN: /FINDING /p' "$log" | grep . || echo "FAILED, exit $status"; fi)"
    [ $status -eq 0 ] || sed -n '/^finding:/p;/^written:/p;/^ERROR/p;/^==/p;/^Test unit/p' "$log" >&2
    return $status
}

targets=()
for fuzzer in "$build"/fuzz/*_fuzzer; do
    name=$(basename "$fuzzer" _fuzzer)
    [ -x "$fuzzer" ] && targets+=("$name")
done

case ${1:-} in
merge)
    [ $# -eq 2 ] && is_target "$2" || usage
    if [ ! -d "$build/corpus/$2" ]; then
        echo "./dev fuzz merge $2: nothing was found yet: run ./dev fuzz $2 first" >&2
        exit 2
    fi
    # By the code reached: by the numbers nearly everything is new.
    AQ_FEEDBACK=0 "$build/fuzz/$2_fuzzer" "${options[@]}" -set_cover_merge=1 "$corpora/$2" \
        "$build/corpus/$2" 2>&1 | grep -E '^(MERGE-OUTER: .*new files|ERROR|finding|DEDUP_TOKEN)' >&2
    [ "${PIPESTATUS[0]}" -eq 0 ] || exit 1
    "$build/fuzz/$2_replay" --list "$corpora/$2"
    exit
    ;;
minimise)
    [ $# -eq 3 ] && is_target "$2" || usage
    if [ ! -s "$3" ]; then
        echo "./dev fuzz minimise: INPUT: $3: must be a file that is not empty" >&2
        exit 2
    fi
    rm -f "$3.small"
    "$build/fuzz/$2_fuzzer" "${options[@]}" -minimize_crash=1 "-max_total_time=${AQ_SECONDS:-60}" \
        "-exact_artifact_path=$3.small" "$3" 2>&1 | grep -o '^DEDUP_TOKEN: .*' | sort -u >&2
    if [ ! -s "$3.small" ]; then
        echo "./dev fuzz minimise: $3 was not made smaller, or is no finding" >&2
        exit 1
    fi
    echo "$3.small"
    exit
    ;;
esac

chosen=("${targets[@]}") seconds=60
if [ $# -gt 0 ] && is_target "$1"; then
    chosen=("$1")
    shift
fi
if [ $# -gt 0 ]; then
    [[ $1 =~ ^[1-9][0-9]*$ ]] || usage
    seconds=$1
    shift
fi
[ $# -eq 0 ] || usage
failed=0
for target in "${chosen[@]}"; do
    fuzz "$target" "$seconds" || failed=1
done
exit $failed
