# Foreign code: a kernel that ends, hangs or prints into the process is a finding
# with a reproducer, and never a pass.
. "$(dirname "$0")/lib.sh"
plugin=$4
filter=product=310P,prototype=per_tensor,offset=1,transpose=0
export MISBEHAVE

died() {
    MISBEHAVE=$1
    rm -f ./*.aqcase
    expect 1 "$2" "$aqcheck" run --backend "$plugin" --filter $filter --call-time 2
    grep -q "FINDING crashed" out || fail "$1: no finding"
    case=$(ls crashed-*.aqcase) || fail "$1: no reproducer"
    grep -q "replay: aqcheck repro ./$case --backend $plugin" out || fail "$1: no replay line"
    # The case alone says how the backend ran only when the backend runs again.
    expect 2 "holds no result" "$aqcheck" repro "$case"
}
died exit "ended the process with exit code 0"
died _exit "ended the process with exit code 0"
died signal "ended the process with signal 15"
died thread "ended the process with"
died hang "did not return within 2 s"

# What it prints is not among the results.
MISBEHAVE=print
expect 1 "" "$aqcheck" run --backend "$plugin" --filter $filter --json -
grep -q "hello from the kernel" err || fail "its printing is on stderr"
grep -q "hello from the kernel" out && fail "its printing is among the results"
head -n 1 out | grep -qx '{' || fail "the results are JSON"

MISBEHAVE_AT_LOAD=1
export MISBEHAVE_AT_LOAD
usage "ended the process with exit code 0" "$aqcheck" run --backend "$plugin" --filter $filter
unset MISBEHAVE_AT_LOAD MISBEHAVE

# Replaying a finding about how a backend ran needs the backend.
expect 1 "" "$aqcheck" run --backend "$plugin" --filter $filter --cases 1
case=$(ls wrong-*.aqcase | head -n 1)
expect 1 "the bits that were recorded" "$aqcheck" repro "$case" --backend "$plugin"

# Results go into what is there, not in its place; hours of work are not begun for
# a file that cannot be written; a full standard output is no pass.
mkfifo pipe
cat pipe >from_pipe &
expect 0 "" "$aqcheck" run --product 310P --cases 1 --json pipe
wait
grep -q '"passed": true' from_pipe || fail "JSON through a pipe"
[ -p pipe ] || fail "the pipe was replaced"
ln -s target.json link.json
echo old >target.json
expect 0 "" "$aqcheck" run --product 310P --cases 1 --json link.json
[ -L link.json ] && grep -q '"passed": true' target.json || fail "JSON through a link"
expect 2 "--json: /nonexistent" "$aqcheck" run --cases 1000000 --json /nonexistent/x
"$aqcheck" list combos >/dev/full 2>err
[ $? = 2 ] || fail "a full standard output"
mkdir "a directory"
expect 1 "replay: aqcheck repro 'a directory/" "$aqcheck" run --backend "$plugin" \
    --filter $filter --cases 1 --out "a directory"

# A file cannot send the terminal what it likes, even with a checksum that is right.
line=$(grep -an '^sha256 ' "$case" | head -n 1 | cut -d: -f1)
head -n $((line - 1)) "$case" | sed 's/^note .*/note \\x1b[2Jgone/' >head
tail -c +$(($(head -n $((line + 1)) "$case" | wc -c) + 1)) "$case" >data
sum=$(cat head data | sha256sum | cut -d' ' -f1)
{ cat head; printf 'sha256 %s\nend\n' "$sum"; cat data; } >odd.aqcase
expect 1 "[2Jgone" "$aqcheck" repro odd.aqcase
grep -q "$(printf '\033')" out && fail "an escape sequence got through"
true
