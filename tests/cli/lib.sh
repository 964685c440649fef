# What every command line test begins with: a scratch directory, and expect.
# Arguments of a test: the aqcheck to test, the root of the sources.
set -u
aqcheck=$1
root=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

fail() {
    echo "FAILED: $*"
    echo "--- stdout"; cat out
    echo "--- stderr"; cat err
    exit 1
}

# expect CODE TEXT COMMAND...: the exit code, and a text in the output (stdout or
# stderr; "" for none wanted in particular).
expect() {
    code=$1 text=$2
    shift 2
    "$@" >out 2>err </dev/null
    got=$?
    [ "$got" = "$code" ] || fail "exit code $got, want $code: $*"
    [ -z "$text" ] || grep -qF -e "$text" out err || fail "no '$text' from: $*"
}

# usage TEXT COMMAND...: refused, with one clear line on stderr and nothing on
# stdout.
usage() {
    expect 2 "$@"
    [ "$(wc -l <err)" = 1 ] || fail "not one line: $*"
    [ ! -s out ] || fail "something on stdout: $*"
}
