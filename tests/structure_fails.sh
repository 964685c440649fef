#!/bin/sh
# structure.sh must find each kind of breach: runs it on copies of a small tree,
# one breach in each.
here=$(cd "$(dirname "$0")" && pwd) || exit 2
tree=$(mktemp -d) || exit 2
trap 'rm -rf "$tree"' EXIT
failed=0

fresh() {
    rm -rf "$tree"/*
    mkdir -p "$tree/oracle" "$tree/impl/include" "$tree/impl/cpu" "$tree/harness" \
        "$tree/tests/oracle"
    cd "$tree" || exit 2
    touch oracle/exact.h impl/include/antiquant.h impl/include/aq_backend.h harness/case.h
    printf '#include "exact.h"\n#include <antiquant.h>\n' >oracle/exact.c
    printf '#include "antiquant.h"\n#include <stdio.h>\n' >impl/cpu/cpu.c
    printf '#include "exact.h"\n#include "aq_backend.h"\n' >harness/case.c
    printf '#include "case.h"\n' >tests/oracle/test_exact.c
    echo 'add_library(aq_oracle exact.c)' >oracle/CMakeLists.txt
    echo 'add_library(aq_impl cpu/cpu.c)' >impl/CMakeLists.txt
    echo 'add_library(aq_harness case.c)' >harness/CMakeLists.txt
    echo 'aq_test(test_exact SOURCES test_exact.c)' >tests/oracle/CMakeLists.txt
}

# expect STATUS TEXT: what structure.sh says of the tree as it is now.
expect() {
    said=$(sh "$here/structure.sh" "$tree" 2>&1)
    status=$?
    if [ $status -ne "$1" ] || [ "$said" != "$2" ]; then
        echo "want exit $1: $2"
        echo "got exit $status: $said"
        failed=1
    fi
    fresh
}

fresh
expect 0 ""
echo '#include "aq_backend.h"' >>oracle/exact.c
expect 1 "oracle/exact.c: oracle/ must not include aq_backend.h"
echo '# include <../harness/case.h>' >>oracle/exact.h
expect 1 "oracle/exact.h: oracle/ must not include case.h"
echo '#include "../../oracle/exact.h"' >>impl/cpu/cpu.c
expect 1 "impl/cpu/cpu.c: impl/ must not include exact.h"
echo '#include "case.h"' >>impl/cpu/cpu.c
expect 1 "impl/cpu/cpu.c: impl/ must not include case.h"
echo 'target_link_libraries(aq_oracle PRIVATE aq_impl)' >>oracle/CMakeLists.txt
expect 1 "oracle/CMakeLists.txt: oracle/ must not link aq_impl"
echo 'target_link_libraries(aq_impl PRIVATE aq_oracle)' >>impl/CMakeLists.txt
expect 1 "impl/CMakeLists.txt: impl/ must not link aq_oracle"
touch harness/ase.c
expect 1 "harness/ase.c: not named in a CMakeLists.txt"
echo '# cpu/spare.c' >>impl/CMakeLists.txt && touch impl/cpu/spare.c
expect 1 "impl/cpu/spare.c: not named in a CMakeLists.txt"
echo 'file( GLOB x *.c)' >>harness/CMakeLists.txt
expect 1 "./harness/CMakeLists.txt: sources are listed, not globbed"
exit $failed
