# On a terminal: colours, width, progress; help, completion and the manual page.
. "$(dirname "$0")/lib.sh"
plugin=$3
filter=product=950,prototype=per_token,src=int8,scale=half,offset=1,transpose=0
esc=$(printf '\033')

# terminal COMMAND: what a terminal would get, in typescript; the exit code of the command.
terminal() {
    TERM=xterm script -qec "$*" typescript </dev/null >out 2>err
}
run="'$aqcheck' run --backend '$plugin' --filter $filter"

# Enough cases to take a few tenths of a second, after which progress is shown.
terminal "$run --cases 150"
[ $? = 1 ] || fail "exit code"
grep -qF "${esc}[1;31mFAIL${esc}[0m: backend" typescript || fail "FAIL is not red"
grep -qF "${esc}[1;31mFINDING${esc}[0m wrong" typescript || fail "FINDING is not red"
grep -q '[0-9]*% .* cases, [0-9]*/s, [0-9]* s left' typescript || fail "no progress, rate and time left"
terminal "'$aqcheck' run --filter $filter --cases 1"
grep -qF "${esc}[1;32mPASS${esc}[0m: backend" typescript || fail "PASS is not green"

# No colour: asked for, or no terminal.
terminal "NO_COLOR=1 $run"
grep -qF "${esc}[1" typescript && fail "a colour with NO_COLOR"
terminal "NO_COLOR= $run"
grep -qF "${esc}[1;31m" typescript || fail "an empty NO_COLOR asks for nothing"
terminal "TERM=dumb $run"
grep -qF "${esc}[1" typescript && fail "a colour on a dumb terminal"
terminal "$run --quiet"
grep -q 's left' typescript && fail "progress with --quiet"
expect 1 "FAIL: backend" "$aqcheck" run --backend "$plugin" --filter $filter
grep -qF "$esc" out err && fail "a colour, or progress, in a file"
expect 1 "" "$aqcheck" run --backend "$plugin" --filter $filter --json -
head -n 1 out | grep -qx '{' || fail "more than JSON on standard output"
python3 -m json.tool out >/dev/null 2>&1 || ! command -v python3 >/dev/null || fail "no JSON"

# Tables fit: by COLUMNS, or by the terminal; what says least goes first.
for columns in 70 80 100 120 200; do
    for backend in cpu ascend-model:950; do
        COLUMNS=$columns "$aqcheck" run --filter product=950,prototype=per_tensor --cases 1 \
            --backend $backend >out 2>err
        [ "$(sed '/^$/,$d' out | awk '{ if (length > n) n = length } END { print n }')" -le $columns ] ||
            fail "the table is wider than $columns"
        head -n 1 out | grep -q '^product .* max ulp .*findings' || fail "$columns: too little is left"
    done
done
grep -q "planned%.*worst input" out || fail "at 200 columns everything has room"
terminal "stty cols 80; COLUMNS= $run --quiet"
grep -q '^product .* elements  max ulp findings.$' typescript || fail "the terminal's width"

# Help: every command, with an example; every option of it is in the manual page and completed.
"$aqcheck" manual >manual.1 || fail "no manual page"
"$aqcheck" completion bash >completion.bash || fail "no completion"
if command -v mandoc >/dev/null; then
    mandoc -T lint manual.1 >out 2>&1 || fail "mandoc"
    [ ! -s out ] || fail "mandoc has something to say"
fi
complete() {
    bash --norc -c '. ./completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _aqcheck
        printf "%s\n" "${COMPREPLY[@]}"' bash "$@" >out 2>err
    [ ! -s err ] || fail "completion: $*"
}
commands=$("$aqcheck" help | sed -n 's/^  \([a-z]*\) .*/\1/p')
[ "$(echo "$commands" | wc -l)" -ge 14 ] || fail "which commands?"
for command in $commands; do
    expect 0 "Example: " "$aqcheck" help "$command"
    grep -q "^usage: aqcheck $command" out || fail "no usage line"
    options=$(grep -o '^  --[a-z-]*' out)
    grep -q "^\.SS \"aqcheck $command " manual.1 || fail "$command is not in the manual page"
    complete aqcheck "$command" --
    for option in $options; do
        grep -qxe "$option" out || fail "$command $option is not completed"
        grep -qF "\\fB$(echo "$option" | sed 's/-/\\-/g')\\fR" manual.1 ||
            fail "$option is not in the manual page"
    done
    [ "$(wc -l <out)" = $(($(echo "$options" | grep -c .) + 1)) ] || fail "$command: what else is completed?"
done
complete aqcheck ce
[ "$(cat out)" = certify ] || fail "ce is certify"
complete aqcheck run --product 9
[ "$(tr '\n' ' ' <out)" = "950 910 " ] || fail "products"
complete aqcheck certify --src e2
[ "$(cat out)" = e2m1 ] || fail "formats"
complete aqcheck help dec
[ "$(cat out)" = decode ] || fail "commands after help"
complete aqcheck run --out some
[ -z "$(cat out)" ] || fail "files are left to bash"
usage "which shell? (bash)" "$aqcheck" completion zsh
usage "unknown option --bogus" "$aqcheck" completion --bogus
usage "what is 'x'" "$aqcheck" manual x
true
