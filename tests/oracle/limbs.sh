# Does the sanitizer still find what is wrong with an MPFR number, where oracle/limbs.c
# keeps its memory? limbs.sh LIMBS_FAULTS
failed=0

# finds PROGRAM FAULT TEXT: it fails, and says so.
finds() {
    if said=$("$1" "$2" 2>&1) || ! printf '%s\n' "$said" | grep -q -e "$3"; then
        printf '%s: want "%s", got:\n%s\n' "$2" "$3" "$said"
        failed=1
    fi
}

for AQ_LIMBS in kept malloc; do
    export AQ_LIMBS
    "$1" none || { echo "$AQ_LIMBS: no fault, and it failed"; failed=1; }
    finds "$1" leaked "SUMMARY: AddressSanitizer: .* leaked in 1 allocation"
done
finds "$1" twice "attempting double-free"
finds "$1" read "heap-use-after-free"
export AQ_LIMBS=kept
finds "$1" twice "a number was cleared twice"
finds "$1" read "use-after-poison"
exit $failed
