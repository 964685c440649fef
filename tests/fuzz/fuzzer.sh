#!/bin/bash
# Decides whether fuzz/run.sh does what ./dev fuzz says, and whether a seed is all that a
# fuzz target depends on: fuzzer.sh ROOT FUZZ_BUILD_DIRECTORY
#
# Of the build it needs types_and_values_fuzzer, types_and_values_replay and the example
# kernel that truncates. Everything is written to a scratch directory.
set -u
root=$1 built=$2
target=types_and_values
kernel=$built/impl/examples/truncating_kernel.so
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0
export LC_ALL=C AQ_SECONDS=3
mkdir -p "$work/build/fuzz" "$work/corpus" "$work/empty" &&
    ln -s "$built/fuzz/${target}_fuzzer" "$built/fuzz/${target}_replay" "$work/build/fuzz/" &&
    cp -r "$root/corpus/$target" "$root/corpus/$target.list" "$work/corpus/" || exit 2

complain() {
    echo "$1:"
    tail -n 20 "$work/out"
    failed=1
}

# expect STATUS TEXT ARGUMENT...: run.sh's exit code, and what it prints.
expect() {
    local status=$1 text=$2 got
    shift 2
    AQ_CORPUS=$work/corpus "$root/fuzz/run.sh" "$work/build" "$@" >"$work/out" 2>&1
    got=$?
    [ $got -eq "$status" ] && grep -qF -e "$text" "$work/out" ||
        complain "run.sh $*: expected exit $status and \"$text\", got exit $got"
}

expect 2 "usage:" no_such_target
expect 2 "targets: $target" "$target" 0
expect 2 "usage:" "$target" -5
expect 2 "usage:" "$target" ten
expect 2 "usage:" "$target" 1 1
expect 2 "usage:" merge
expect 2 "usage:" merge no_such_target
expect 2 "usage:" minimise "$target"
expect 2 "usage:" minimise no_such_target x
expect 2 "minimise: INPUT: $work/none: must be a file" minimise "$target" "$work/none"
expect 2 "merge $target: nothing was found yet" merge "$target"

# A finding, its minimum, and that a good input has none.
export AQ_BACKEND=$kernel
expect 1 "FINDING truncating_kernel-" "$target" 20
token=$(sed -n 's/.*FINDING //p' "$work/out")
crash=$(find "$work/build/findings" -name 'crash-*')
[ -s "$work/build/findings/$token.aqcase" ] && [ -s "$crash" ] ||
    complain "the finding $token was not written"
expect 0 "DEDUP_TOKEN: $token" minimise "$target" "$crash"
[ -s "$crash.small" ] && [ "$(wc -c <"$crash.small")" -le "$(wc -c <"$crash")" ] ||
    complain "$crash.small is not smaller"
{ "$work/build/fuzz/${target}_replay" "$crash.small" >"$work/out" 2>&1; } 2>/dev/null # it aborts
grep -qxF "DEDUP_TOKEN: $token" "$work/out" || complain "$crash.small is another finding"
unset AQ_BACKEND
expect 1 "is no finding" minimise "$target" "$crash"

# What was found goes into the corpus, which stays in order.
expect 0 "no finding" "$target" 3
before=$(wc -l <"$work/corpus/$target.list")
expect 0 "new files" merge "$target"
[ "$(wc -l <"$work/corpus/$target.list")" -ge "$before" ] || complain "merge lost inputs"
"$work/build/fuzz/${target}_replay" --corpus "$work/corpus/$target" >"$work/out" 2>&1 ||
    complain "the merged corpus"

# run RUNS OUTPUT: from a seed, into OUTPUT: inputs kept, findings, what was printed but
# for speed and memory.
run() {
    mkdir "$2" "$2/kept" "$2/findings"
    (cd "$2" && AQ_FINDINGS=findings "$work/build/fuzz/${target}_fuzzer" -seed=5 -runs="$1" \
        -max_len=4096 -entropic=0 -reduce_inputs=0 -artifact_prefix=findings/ kept \
        "$root/corpus/$target" >log 2>&1)
    sed -n 's/.*\(cov: .*corp: [^ ]*\).*/\1/p; /^DEDUP_TOKEN/p; /^finding/p' "$2/log" >"$2/printed"
    rm "$2/log"
    (cd "$2" && find . -type f -exec sha1sum {} + | sort -k 2 >../sums."${2##*/}")
}

# same NAME RUNS
same() {
    run "$2" "$work/$1.1"
    run "$2" "$work/$1.2"
    cp "$work/sums.$1.1" "$work/out"
    cmp -s "$work/sums.$1.1" "$work/sums.$1.2" || complain "$1: one seed, two outcomes"
}
same clean 3000
[ "$(find "$work/clean.1/kept" -type f | wc -l)" -gt 0 ] || complain "nothing was kept"
[ "$(wc -l <"$work/clean.1/printed")" -gt 10 ] || complain "nothing was printed"
export AQ_BACKEND=$kernel
same finding 3000
[ "$(find "$work/finding.1/findings" -name '*.aqcase' -size +0 | wc -l)" -eq 1 ] ||
    complain "no finding from a seed"
[ $failed -eq 0 ] && echo "fuzz/run.sh: as documented; a seed: the same inputs, features and findings"
exit $failed
