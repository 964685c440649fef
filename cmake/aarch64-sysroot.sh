#!/bin/sh
# Makes the sysroot that aarch64.cmake builds with: Debian's arm64 packages of the
# archive that this machine's apt is set up for, unpacked, not installed. The
# machine's own packages and apt's lists of them stay as they are.
#
# usage: aarch64-sysroot.sh DIRECTORY PACKAGE...
set -eu
sysroot=$1
shift
list=$sysroot/.packages
[ -f "$list" ] && [ "$(cat "$list")" = "$*" ] && exit

rm -rf "$sysroot"
mkdir -p "$sysroot"
apt=$(mktemp -d)
trap 'rm -rf "$apt"' EXIT
chmod 755 "$apt" # apt downloads as another user
mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
: >"$apt/status"
get() {
    apt-get -q -o APT::Architecture=arm64 -o APT::Architectures=arm64 \
        -o Dir::State="$apt/state" -o Dir::State::status="$apt/status" \
        -o Dir::Cache="$apt/cache" -o Debug::NoLocking=true "$@"
}
get update
get install -y --no-install-recommends --download-only "$@"
for deb in "$apt"/cache/archives/*.deb; do
    dpkg -x "$deb" "$sysroot"
done

# Links to absolute names point into the sysroot, not into this machine.
find "$sysroot" -type l -lname '/*' | while IFS= read -r link; do
    ln -srfn "$sysroot$(readlink "$link")" "$link"
done
echo "$*" >"$list"
