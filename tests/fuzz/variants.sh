#!/bin/sh
# Decides whether every CPU variant that this processor has passes the corpora, on one
# thread and on two: variants.sh ROOT REPLAY_PROGRAM...
#
# A variant that is not here is reported as skipped; scalar must not be.
root=$1
shift
variants=$(sed -n 's/^ *X([A-Z0-9]*, "\([a-z0-9]*\)").*/\1/p' "$root/impl/include/aq_cpu.h")
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0 ran=

# replay BACKEND PROGRAM
replay() {
    name=$(basename "$2" _replay)
    AQ_FINDINGS="$work" AQ_BACKEND=$1 "$2" --corpus "$root/corpus/$name" \
        --regress "$root/corpus/regress" >"$work/out" 2>&1
}

for variant in $variants; do
    replay "cpu:$variant" "$1"
    if grep -q "^AQ_BACKEND: .*variant $variant is not here" "$work/out"; then
        echo "skipped: $variant is not here"
        continue
    fi
    ran="$ran $variant"
    for backend in "cpu:$variant" "cpu:$variant@2"; do
        for program; do
            replay "$backend" "$program" && grep -q '[1-9][0-9]* inputs replayed, 0 failures' \
                "$work/out" && continue
            echo "$backend $(basename "$program"):"
            cat "$work/out"
            failed=1
        done
    done
done
echo "replayed on:$ran"
case " $ran " in
*" scalar "*) ;;
*)
    echo "scalar must be everywhere"
    failed=1
    ;;
esac
exit $failed
