# Does check_binary.sh see what is wrong with a kernel binary? ROOT: the sources.
# The binaries are of this machine: only symbols and sections matter.
set -u
root=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
fail() {
    echo "FAILED: $*"
    cat out
    exit 1
}
kernels=$(sed -n 's/^ *X(2201, \([a-z0-9]*\), \([a-z0-9]*\), \([a-z0-9]*\), \([a-z0-9]*\)).*/aq_2201_\1_\2_\3_\4/p' \
    "$root/impl/ascend/kernel/tiling.h")
[ "$(echo "$kernels" | wc -l)" = 4 ] || { echo "no kernels in tiling.h"; exit 1; }
tries=$(sed -n 's/^ *X(2201, \([a-z0-9_]*\), [A-Z].*/aq_2201_try_\1/p' \
    "$root/impl/ascend/kernel/instructions.h")
[ "$(echo "$tries" | wc -l)" = 9 ] || { echo "no kernels in instructions.h"; exit 1; }
kernels="$kernels $tries"
printf '\001\000\004\000\003\000\000\000' >vector
printf '\001\000\004\000\002\000\000\000' >cube

first=${kernels%% *}
first=$(echo "$first" | head -n 1)

# binary FIRST_KERNEL META_OF_FIRST: a binary whose first kernel has this name and meta.
binary() {
    : >k.c
    sections=
    for kernel in $kernels; do
        meta=vector
        if [ "$kernel" = "$first" ]; then
            kernel=$1 meta=$2
        fi
        echo "void $kernel(void) {}" >>k.c
        [ "$meta" = none ] || sections="$sections --add-section .ascend.meta.$kernel=$meta"
    done
    ${CC:-cc} -c k.c -o k.o && objcopy $sections k.o
}
check() {
    sh "$root/impl/ascend/npu/check_binary.sh" "$root" 2201 k.o >out 2>&1
}
binary "$first" vector && check || fail "a right binary is refused"
grep -q "13 kernels, all for vector cores" out || fail "not counted"
binary "$first" cube && check && fail "a cube core is not noticed"
grep -q "$first: .ascend.meta says 0100040002000000, not a vector core" out || fail "not named"
binary "$first" none && check && fail "a missing section is not noticed"
grep -q "$first: no section" out || fail "not named"
binary _Z4kernv vector && check && fail "a mangled name is not noticed"
grep -q "no global symbol $first" out || fail "not named"
echo hello >k.o
check && fail "a text is not noticed"
grep -q "no ELF64 file" out || fail "not named"
echo passed
