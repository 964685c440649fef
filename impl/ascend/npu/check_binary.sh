#!/bin/sh
# Is a kernel binary what the runtime needs? check_binary.sh ROOT ARCH FILE.o
#
# Every kernel of tiling.h must be there by its plain name, and its section
# .ascend.meta.NAME must say vector core: without it the runtime of a chip with split
# cores sends the kernel to a cube core. One line per fault; exit code 1 if there is one.
root=$1 arch=$2 file=$3

kernels=$(printf '%s\n' '#define AQ_KERNEL_SOURCE' '#include "ascend/kernel/tiling.h"' \
    '#include "ascend/kernel/instructions.h"' \
    '#define NAME_(a, s, c, d, w) KERNEL AQ_KERNEL_NAME_(a, s, c, d, w)' \
    '#define TRY_(a, ...) KERNEL AQ_TRY_NAME_(a, __VA_ARGS__)' \
    "AQ_KERNELS_$arch(NAME_)" "AQ_INSTRUCTIONS_$arch(TRY_)" | ${CC:-cc} -E -P -I"$root/impl" - |
    tr ' ' '\n' | grep "^aq_${arch}_") || { echo "no kernels of $arch"; exit 1; }
readelf -h "$file" 2>/dev/null | grep -q ELF64 || { echo "$file: no ELF64 file"; exit 1; }
symbols=$(readelf -sW "$file" | awk '$5 == "GLOBAL" && $7 != "UND" { print $8 }')

faults=0
fault() {
    echo "$file: $*"
    faults=$((faults + 1))
}
for kernel in $kernels; do
    if ! echo "$symbols" | grep -qxF "$kernel"; then
        fault "no global symbol $kernel"
        continue
    fi
    # Records of u16 type, u16 length, value; type 1 is the kind of core, 3 is vector.
    meta=$(readelf -x ".ascend.meta.$kernel" "$file" 2>/dev/null |
        awk '/^ *0x/ { for (i = 2; i <= 5; i++) if (length($i) == 8 && $i !~ /[^0-9a-f]/)
            printf "%s", $i }')
    case $meta in
    '') fault "$kernel: no section .ascend.meta.$kernel" ;;
    *0100040003000000*) ;;
    *) fault "$kernel: .ascend.meta says $meta, not a vector core (0100040003000000)" ;;
    esac
done
[ $faults -eq 0 ] && echo "$file: $(echo "$kernels" | wc -l) kernels, all for vector cores"
