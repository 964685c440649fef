# --report: the files, the same bytes for the same results, and what is in them.
. "$(dirname "$0")/lib.sh"
plugin=$3
misbehaving=$4
filter=product=950,prototype=per_token,src=int8

expect 1 "FAIL" "$aqcheck" run --backend "$plugin" --filter $filter --cases 8 --quiet --report one
for file in results.json junit.xml results.sarif summary.md report.html; do
    [ -s one/$file ] || fail "no $file"
done
cp -r one first
expect 1 "FAIL" "$aqcheck" run --backend "$plugin" --filter $filter --cases 8 --quiet --report one
diff -r one first >out || fail "the same results gave other bytes"
expect 1 "FAIL" "$aqcheck" run --backend "$plugin" --filter $filter --cases 8 --quiet \
    --report one --stamp
grep -q '"stamp": "20..-..-..T..:..:..Z"' one/results.json || fail "no stamp in results.json"
grep -q ' timestamp="20..-' one/junit.xml || fail "no stamp in junit.xml"
grep -q '"stamp"' first/results.json && fail "a stamp that nobody asked for"

# The summary begins with what broke and the command that shows it again, which does.
[ "$(head -n 1 first/summary.md | cut -c 1-19)" = "## aqcheck: FAILED," ] || fail "first line"
[ "$(wc -l <first/summary.md)" -le 24 ] || fail "the summary is more than one screen"
sed -n 3p first/summary.md | grep -q '^- \*\*wrong\*\* in 950' || fail "then the first finding"
command=$(sed -n '3s/.*Reproduce: `aqcheck \(.*\)`$/\1/p' first/summary.md)
expect 1 "the bits that were recorded" sh -c "\"\$0\" $command" "$aqcheck"
grep -q "Would have passed it: cosine" first/summary.md || fail "nothing about the other judges"

# JUnit counts what it has; the signature is the fingerprint.
failed=$(grep -c '<failure ' first/junit.xml)
grep -q " failures=\"$failed\"" first/junit.xml || fail "failures are not counted right"
[ "$failed" -gt 0 ] || fail "no failures"
signature=$(sed -n 's/.*"signature": "\(.*\)",/\1/p' first/results.json | head -n 1)
grep -q "\"aqcheckSignature/v1\": \"$signature\"" first/results.sarif || fail "no fingerprint"

# What the backend does not take is skipped, and says so.
expect 1 "nothing compared" "$aqcheck" run --backend "$plugin" --cases 1 --filter product=A2,dst=bf16 \
    --quiet --report skipped
grep -q '<skipped message="the backend does not support it' skipped/junit.xml || fail "not skipped"
grep -q '<failure\|<error' skipped/junit.xml && fail "skipped is no failure"
head -n 1 skipped/summary.md | grep -qx '## aqcheck: FAILED, not everything was compared' ||
    fail "nothing compared is no pass"

# A kernel that ends the process: still a report.
MISBEHAVE=exit
export MISBEHAVE
expect 1 "crashed" "$aqcheck" run --backend "$misbehaving" --quiet --report crashed \
    --filter product=310P,prototype=per_tensor,offset=1,transpose=0
grep -q '<failure type="crashed"' crashed/junit.xml || fail "the crash is no failure"
unset MISBEHAVE

# Dumps.
example=$root/corpus/examples/int8-half-per-channel
expect 0 "PASS" "$aqcheck" check --manifest "$example/manifest.json" --report dump
head -n 1 dump/summary.md | grep -qx '## aqcheck: passed' || fail "the summary of a pass"
[ "$(grep -c '<testcase' dump/junit.xml)" = 1 ] || fail "a dump is one case"

echo >file
usage "--report: file: " "$aqcheck" run --report file
mkdir -p taken/report.html
usage "--report: taken/report.html: Is a directory" "$aqcheck" run --filter $filter --report taken
[ "$(ls taken)" = report.html ] || fail "half a report"
usage "--report: nowhere/there: " "$aqcheck" check --manifest m.json --report nowhere/there
usage "--stamp goes with --report" "$aqcheck" run --stamp
usage "--stamp goes with --report" "$aqcheck" check --manifest m.json --stamp
true
