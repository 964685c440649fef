#!/bin/sh
# Do the kernels fit the vendor's real declarations? check.sh ROOT [INCLUDE_DIR]
#
# An ordinary clang++ looks at them with prelude.h in the place of what the vendor's
# compiler has built in: every call must find its overload, with the memory that each
# pointer points to. INCLUDE_DIR is where c_api/asc_simd.h is: the include directory of
# an asc-devkit checkout or of an installed toolkit. Nothing is generated.
# Exit code 0 passed, 1 failed, 77 skipped.
root=$1
include=${2:-}
if [ -z "$include" ]; then
    echo "skipped: AQ_ASC_INCLUDE_DIR does not say where c_api/asc_simd.h is"
    exit 77
fi
if [ ! -f "$include/c_api/asc_simd.h" ]; then
    echo "AQ_ASC_INCLUDE_DIR: no c_api/asc_simd.h in $include"
    exit 1
fi
if ! command -v clang++ >/dev/null; then
    echo "skipped: no clang++"
    exit 77
fi

# check ARCH FILE
check() {
    clang++ -std=c++17 -fsyntax-only -Wall -Wextra -Werror -DAQ_ASC_ARCH="$1" -D__ASC_NPU_HOST__ \
        -include "$root/impl/ascend/syntax/prelude.h" -isystem "$include" -isystem "$include/.." \
        -I"$root/impl" -I"$root/impl/include" -x c++ "$2"
}

# It must see mistakes: otherwise that it sees none means nothing.
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
mistake() {
    printf '#include "ascend/kernel/aq_asc.h"\n%s\n' \
        "void k(__gm__ half *g, __ubuf__ half *u, __ubuf__ float *f, __ubuf__ int8_t *b) { $1; }" \
        >"$scratch/k.c"
    check 2201 "$scratch/k.c" >"$scratch/out" 2>&1
}
unused='(void)g, (void)u, (void)f, (void)b'
if ! mistake "$unused; asc_int82half(u, b, 32); AQ_LOAD(u, g, 64u)"; then
    cat "$scratch/out"
    echo "a right kernel is refused"
    exit 1
fi
for wrong in "asc_int82half(f, b, 32)" "asc_add(u, u, f, 32)" "AQ_LOAD(g, u, 64u)" \
    "asc_sync_notify(PIPE_V, EVENT_ID0, EVENT_ID0)" "asc_no_such(u)"; do
    if mistake "$unused; $wrong"; then
        echo "not noticed: $wrong"
        exit 1
    fi
done

for arch in 2201 3510; do
    check $arch "$root/impl/ascend/kernel/kernels_$arch.c" || exit 1
    echo "kernels_$arch.c fits the declarations"
done
