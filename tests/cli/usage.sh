# Wrong calls are refused with exit code 2 and one line that names what is wrong.
. "$(dirname "$0")/lib.sh"

expect 2 "usage: aqcheck COMMAND" "$aqcheck"
expect 0 "usage: aqcheck COMMAND" "$aqcheck" help
expect 0 "aqcheck 0." "$aqcheck" --version
for command in run check repro list decode encode prove; do
    expect 0 "usage: aqcheck $command" "$aqcheck" help $command
    expect 0 "Example:" "$aqcheck" $command --help
    usage "unknown option --bogus" "$aqcheck" $command --bogus
done
usage "no command 'frobnicate'" "$aqcheck" frobnicate

usage "no product 'A9'" "$aqcheck" run --product A9
usage "not supported" "$aqcheck" run --product 910
usage "no documented combination" "$aqcheck" run --filter src=int4,product=310P
usage "no documented combination" "$aqcheck" run --filter overflow=per_instruction,product=A2
usage "no key 'colour'" "$aqcheck" run --filter colour=red
usage "src has no value 'int3'" "$aqcheck" run --filter src=int3
usage "not key=value" "$aqcheck" run --filter src
usage "--cases: must be" "$aqcheck" run --cases 0
usage "--cases: must be" "$aqcheck" run --cases 12x
usage "--time: must be" "$aqcheck" run --time -3
usage "exclude each other" "$aqcheck" run --time 1 --cases 2
usage "--seed: must be" "$aqcheck" run --seed 99999999999999999999
usage "--max-ulp: must be" "$aqcheck" run --max-ulp 0.25
usage "--max-ulp: must be" "$aqcheck" run --max-ulp nan
usage "cannot write" "$aqcheck" run --out /nonexistent
expect 2 "--json: /nonexistent" "$aqcheck" run --cases 1 --filter product=310P --json /nonexistent/x
usage "unknown backend 'gpu'" "$aqcheck" run --backend gpu
usage "needs an argument" "$aqcheck" run --seed
usage "what is 'x'" "$aqcheck" run x
usage "cannot be 'A2' and another at once" "$aqcheck" run --product 950 --filter product=A2
usage "--call-time: must be" "$aqcheck" run --call-time 0

usage "which format" "$aqcheck" decode
usage "no format 'fp7'" "$aqcheck" decode fp7 0x1
usage "must be 0..0xff" "$aqcheck" decode hif8 0x1 256
usage "must be 0..0xf" "$aqcheck" decode int4 16
usage "more than can be listed" "$aqcheck" decode float --all
usage "--all takes no codes" "$aqcheck" decode hif8 0x1 --all
usage "which values" "$aqcheck" encode half
usage "'1.5.2': not a number" "$aqcheck" encode half 1 1.5.2
usage "no direction 'sideways'" "$aqcheck" encode half 1 --round sideways

usage "--manifest FILE is required" "$aqcheck" check
usage "nowhere.json" "$aqcheck" check --manifest nowhere.json
usage "one FILE.aqcase is required" "$aqcheck" repro
usage "nowhere.aqcase" "$aqcheck" repro nowhere.aqcase
echo "not a case" >bad.aqcase
usage "bad.aqcase" "$aqcheck" repro bad.aqcase
usage "no list 'everything'" "$aqcheck" list everything

# Every option that the help names exists.
for command in $("$aqcheck" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    for option in $("$aqcheck" help $command | grep -o '^  --[a-z-]*'); do
        "$aqcheck" $command "$option" --bogus --bogus >out 2>err </dev/null
        if grep -qe "unknown option $option" err; then
            fail "help names an option that $command has not: $option"
        fi
    done
done
