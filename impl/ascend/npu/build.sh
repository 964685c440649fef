#!/bin/sh
# Builds the kernels of one architecture for a device: build.sh ROOT ARCH OUTPUT.o
# Needs a CANN installation of 9.0 or later: ASCEND_HOME_PATH, as its set_env.sh sets it.
root=$1 arch=$2 output=$3
home=${ASCEND_HOME_PATH:?not set: source set_env.sh of the CANN installation}
bisheng=$(command -v bisheng) || bisheng=$(ls "$home"/*/ccec_compiler/bin/bisheng 2>/dev/null | head -n 1)
linker=$(ls "$home"/*-linux/ccec_compiler/bin/ld.lld "$home"/*/ccec_compiler/bin/ld.lld \
    2>/dev/null | head -n 1)
if [ -z "$bisheng" ] || [ -z "$linker" ]; then
    echo "no bisheng, or no ld.lld of CANN, under $home"
    exit 1
fi
object=$output.part
trap 'rm -f "$object"' EXIT

# Explicit synchronisation is what was checked: the compiler adds none of its own. The
# flag -x asc: a file that ends in .c would be taken for one of the host.
"$bisheng" -c --asc-aicore-lang --aicore-only --npu-arch=dav-"$arch" -std=c++17 -O3 \
    --cce-auto-sync=off -DASCENDC_DUMP=0 -I"$root/impl" -I"$root/impl/include" \
    -x asc "$root/impl/ascend/kernel/kernels_$arch.c" -o "$object" &&
    "$linker" -m aicorelinux -Ttext=0 "$object" -static -o "$output" &&
    sh "$root/impl/ascend/npu/check_binary.sh" "$root" "$arch" "$output"
