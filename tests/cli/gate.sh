# aqcheck gate and diff: each way to fail, by its own message; a proof that it can.
. "$(dirname "$0")/lib.sh"
plugin=$3
tolerance=$root/reports/tolerance.json
filter=product=A2,prototype=per_tensor,dst=half
gate() { "$aqcheck" gate --tolerance "$tolerance" "$@"; }

expect 0 "PASS" "$aqcheck" run --filter $filter --cases 8 --quiet --report good
good=good/results.json
expect 0 "GATE OPEN: 0 problems" gate $good
expect 0 "PROVED: " gate --prove --baseline $good $good
grep -q "PROVED: \([0-9]*\) faults planted, \1 caught (100 %)$" out || fail "not all of them"
expect 0 "PASS" "$aqcheck" run --backend ascend-model:A2 --cases 4 --quiet --report model
expect 0 "GATE OPEN" gate model/results.json

name="A2 per_tensor int8*half->half"

# A form that vanished: against its own filter, and against a baseline.
expect 0 "PASS" "$aqcheck" run --filter $filter,offset=0 --cases 8 --quiet --report half
expect 1 "it is in the baseline, but not in the results" gate --baseline $good half/results.json
sed 's/,offset=0//' half/results.json >lying.json
expect 1 "FAIL vanished $name +offset" gate lying.json
grep -qF "the filter '$filter' takes it" out || fail "which filter"

# An error that is larger than the certified one, and one that is only larger than before.
expect 1 "FAIL" "$aqcheck" run --backend "$plugin" --filter product=950,prototype=per_token,src=int8,dst=half,scale=half \
    --cases 8 --quiet --report bad
expect 1 "FAIL wrong 950 per_token int8*half->half" gate bad/results.json
grep -q "FAIL over-tolerance 950 per_token int8\*half->half$" out || fail "above 0.5 ulp"
grep -A1 "over-tolerance" out | grep -q "NORM: 0.99[0-9]* ulp, certified are 0.5$" || fail "by how much"
expect 1 "FAIL" "$aqcheck" run --filter $filter --cases 1 --quiet --report less --max-ulp 0.5 \
    --backend "$plugin"
expect 1 "not-compared $name" gate less/results.json
expect 0 "PASS" "$aqcheck" run --filter $filter --cases 1 --quiet --report less
sed 's/"max_ulp": "0x1p-1"/"max_ulp": "0x1.fp-2"/' $good >better.json
cmp -s better.json $good && fail "nothing was changed"
expect 1 "FAIL worse-than-baseline" gate --baseline better.json $good
grep -q "0.5 ulp, was 0.484375" out || fail "by how much"

# OVF and SPEC are held, too, to the tolerance and to the baseline.
expect 0 "PASS" "$aqcheck" run --filter product=A2,prototype=per_channel,dst=half --cases 8 --quiet --report far
expect 0 "GATE OPEN" gate --baseline far/results.json far/results.json
for domain in OVF SPEC; do
    sed "/\"$domain\": {/,/}/s/0x0p+0/0x1p-1/" far/results.json >beyond.json
    cmp -s beyond.json far/results.json && fail "nothing in $domain was changed"
    expect 1 "FAIL over-tolerance A2 per_channel" gate beyond.json
    grep -qx "  $domain: 0.5 ulp, certified are 0" out || fail "$domain: by how much"
    expect 1 "FAIL worse-than-baseline A2 per_channel" gate --baseline far/results.json beyond.json
    grep -qx "  $domain: 0.5 ulp, was 0" out || fail "$domain: by how much before"
done

# A baseline of another kind.
sed 's/"version": ".*"/"version": "9.9.9"/' $good >other.json
usage "baseline: version: is '9.9.9', that of the results is " gate --baseline other.json $good
usage "baseline: judge: is 'plan', that of the results is 'ulp'" gate --baseline model/results.json $good

# Known issues: excused until their date, and only as long as they fail.
known() {
    printf '{"schema": "aqcheck-known-1", "issues": [{"key": "%s", "reason": "r", "expires": "%s"}]}' \
        "$1" "$2" >known.json
}
# A proof does not count what fails already.
expect 1 "PROVED" gate --prove bad/results.json
grep -q "not planted" out || fail "what fails already is no fault to plant"
grep '^FAIL ' out | sed 's/^FAIL //' | sort -u >keys
{
    printf '{"schema": "aqcheck-known-1", "issues": ['
    sed 's/.*/{"key": "&", "reason": "truncates", "expires": "2030-01-31"},/' keys | tr -d '\n' | sed 's/,$//'
    printf ']}'
} >known.json
expect 0 "known wrong 950" gate --known known.json --today 2030-01-31 bad/results.json
expect 1 "FAIL known-expired wrong 950" gate --known known.json --today 2030-02-01 bad/results.json
grep -q "FAIL wrong 950" out || fail "what is expired excuses nothing"
expect 1 "FAIL known-not-failing wrong 950" gate --known known.json --today 2030-01-31 $good
for date in 2030-02-30x 2030-1--01 2030-02-29 2100-02-29 2030-04-31 2030-00-01 2030-13-01 2030-01-00; do
    known "wrong A2" $date
    usage "known.json: issues[0].expires: must be a date" gate --known known.json $good
done
for date in 2028-02-29 2000-02-29 2030-12-31; do # of which one is over
    known "wrong A2" $date
    expect 1 "FAIL known-" gate --known known.json --today 2028-02-29 $good
done
known "" 2030-02-30
usage "known.json: issues[0].key: must be" gate --known known.json $good

# Files that are none of ours, each by its own message.
: >empty.json
head -c 2000 $good >cut.json
sed 's/aqcheck-results-1/aqcheck-results-9/' $good >later.json
sed '0,/"elements": [0-9]*/s//"elements": 1/' $good >lie.json
echo '{"schema": "aqcheck-tolerance-1", "rows": []}' >nothing.json
usage "empty.json: is empty" gate empty.json
usage "cut.json: is cut off at line" gate $good cut.json
usage "later.json: schema: is 'aqcheck-results-9'" gate later.json
usage "lie.json: elements: is 1, but the rows have" gate lie.json
changed() { # FILE SED-SCRIPT MESSAGE: refused
    sed "$2" $good >"$1"
    cmp -s "$1" $good && fail "$1: nothing was changed"
    usage "$1: $3" gate "$1"
}
changed renamed.json 's/"NORM"/"NORMAL"/' "rows[0].domains: there is no domain 'NORMAL'"
changed hidden.json 's/"NORM"/"IUF"/' "rows[0].domains.IUF: must be empty"
changed relabelled.json 's/"product": "A2"/"product": "950"/' "rows[0].variant: is 'A2 per_tensor"
changed judge.json 's/"judge": "ulp"/"judge": "me"/' "judge: must be ulp or plan, is 'me'"
changed huge.json 's/"elements": [1-9][0-9]*/"elements": 9223372036854775807/' "elements: must be a count"
changed nan.json 's/"elements": [1-9][0-9]*/"elements": NaN/' "is no JSON"
changed norows.json '/"rows"/,$c "rows": []}' "rows: is empty"
sed 's/"filter": "/&product=\\u001b[31m/' $good >escape.json
usage "filter: product has no value '?[31m" gate escape.json
usage "nowhere.json" gate nowhere.json
usage "tolerance.json: schema: is 'aqcheck-tolerance-1'" gate "$tolerance"
usage "nothing.json: rows: must be an array, and not empty" "$aqcheck" gate --tolerance nothing.json $good
usage "empty.json: is empty" "$aqcheck" gate --tolerance empty.json $good
usage "cut.json: is cut off" gate --baseline cut.json $good
usage "empty.json: is empty" gate --known empty.json $good
usage "--tolerance FILE is required" "$aqcheck" gate $good
usage "which results?" gate
usage "--today: must be a date" gate --today tomorrow $good
usage "unknown option --frobnicate" gate --frobnicate

# diff
expect 0 "0 worse, 0 vanished, 0 appeared, 0 better" "$aqcheck" diff $good $good
expect 1 "## aqcheck diff: 7 worse, 0 vanished" "$aqcheck" diff better.json $good
grep -q "^| worse | A2 per\\\\_tensor " out || fail "the form that got worse"
expect 0 "better" "$aqcheck" diff $good better.json
expect 1 "4 vanished" "$aqcheck" diff $good half/results.json
expect 0 "4 appeared" "$aqcheck" diff half/results.json $good
usage "cut.json: is cut off" "$aqcheck" diff $good cut.json
usage "two files are required" "$aqcheck" diff $good
true
