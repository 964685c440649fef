#!/bin/sh
# Decides whether the rooms are kept apart: structure.sh [ROOT]. Prints one line
# per breach; exit code 1 if there is one.
#
#   oracle/ includes its own headers and antiquant.h only, links no implementation
#   impl/   includes its own headers only, links neither oracle nor harness
#   no file(GLOB) in CMake files; every source is named in a CMakeLists.txt
cd "${1:-$(dirname "$0")/..}" || exit 2
for room in oracle impl harness tests; do
    [ -d "$room" ] || { echo "structure: $PWD has no $room/"; exit 2; }
done
breaches=$(mktemp) && named=$(mktemp) || exit 2
trap 'rm -f "$breaches" "$named"' EXIT
export LC_ALL=C

# includes ROOM: lines "file header", header without its path.
includes() {
    find "$1" -name '*.[ch]' -exec sed -n \
        's|^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]\([^">]*/\)\{0,1\}\([^">/]*\)[">].*|\2|p' \
        {} /dev/null \; -print | awk '
        /\// { for (i = 0; i < n; i++) print $0, held[i]; n = 0; next }
        { held[n++] = $0 }'
}

# check_includes ROOM ALLOWED: no project header but those of ROOM and ALLOWED.
check_includes() {
    own=$(find "$1" -name '*.h' -exec basename {} \;)
    others=$(find oracle impl harness tests -name '*.h' -exec basename {} \;)
    includes "$1" | while read -r file header; do
        for name in $own $2; do
            [ "$name" = "$header" ] && continue 2
        done
        for name in $others; do
            [ "$name" = "$header" ] && echo "$file: $1/ must not include $header"
        done
    done
}

# check_links ROOM TARGETS: no CMake file of ROOM names one of these targets.
check_links() {
    find "$1" -name CMakeLists.txt | while read -r list; do
        for target in $2; do
            sed 's/#.*//' "$list" | grep -qw "$target" && echo "$list: $1/ must not link $target"
        done
    done
}

# Every .c is named, relative to a CMakeLists.txt above it or to the root.
check_sources() {
    find . -path ./build -prune -o -name CMakeLists.txt -print | while read -r list; do
        sed 's/#.*//' "$list" | tr '()" \t' '\n' | sed -n "s|.*\\.c\$|${list%/*}/&|p"
    done | sort >"$named"
    find ./oracle ./impl ./harness ./tests -name '*.c' | sort | comm -23 - "$named" |
        sed 's|^\./\(.*\)|\1: not named in a CMakeLists.txt|'
}

{
    check_includes oracle antiquant.h
    check_includes impl ""
    check_links oracle "aq_impl aq_harness"
    check_links impl "aq_oracle aq_harness"
    check_sources
    find . -path ./build -prune -o \( -name CMakeLists.txt -o -name '*.cmake' \) -print |
        while read -r list; do
            grep -qiE '^[^#]*file[[:space:]]*\([[:space:]]*GLOB' "$list" &&
                echo "$list: sources are listed, not globbed"
        done
} >"$breaches"
cat "$breaches"
[ ! -s "$breaches" ]
