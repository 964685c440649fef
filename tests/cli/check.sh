# aqcheck check accepts the examples, and finds one output changed by one code.
. "$(dirname "$0")/lib.sh"
examples=$root/corpus/examples

for name in api-doc int8-half-per-channel e4m3fn-bf16-per-token e2m1-e8m0-per-group; do
    expect 0 "PASS" "$aqcheck" check --manifest "$examples/$name/manifest.json"
    expect 0 "\"passed\": true" "$aqcheck" check --manifest "$examples/$name/manifest.json" --json -
    [ -z "$(ls ./*.aqcase 2>/dev/null)" ] || fail "a reproducer of nothing: $name"
done

# flip_last_byte_pair FILE: the last element of dst one code up.
one_code_up() {
    size=$(wc -c <"$1")
    byte=$(tail -c 2 "$1" | head -c 1 | od -An -tu1 | tr -d ' ')
    head -c $((size - 2)) "$1" >changed
    printf "\\$(printf %03o $(((byte + 1) % 256)))" >>changed
    tail -c 1 "$1" >>changed
    mv changed "$1"
}

for name in int8-half-per-channel e4m3fn-bf16-per-token e2m1-e8m0-per-group; do
    cp -r "$examples/$name" copy
    one_code_up copy/dst.npy
    expect 1 "FINDING wrong" "$aqcheck" check --manifest copy/manifest.json
    last=$(sed -n 's/^  element \([0-9]*,[0-9]*\): got 0x.*, correctly rounded 0x.*, error .* ulp (1 of .*/\1/p' out)
    [ -n "$last" ] || fail "the element is not named: $name"
    grep -q "replay: aqcheck repro ./copy-manifest.aqcase" out || fail "no reproducer: $name"
    expect 1 "correctly rounded" "$aqcheck" repro copy-manifest.aqcase
    grep -q "^element $last" out || fail "repro does not explain $last: $name"
    expect 1 "1 codes from the correctly rounded one" "$aqcheck" repro copy-manifest.aqcase --at "$last"
    expect 1 "exact result" "$aqcheck" repro copy-manifest.aqcase --at 0,0
    expect 0 "PASS" "$aqcheck" check --manifest copy/manifest.json --max-ulp 2
    expect 1 "FAIL" "$aqcheck" check --manifest copy/manifest.json --json result.json
    grep -q '"passed": false' result.json || fail "json file"
    usage "--at: dst is" "$aqcheck" repro copy-manifest.aqcase --at 100000,0
    usage "--at: must be ROW,COLUMN" "$aqcheck" repro copy-manifest.aqcase --at 1
    rm -rf copy copy-manifest.aqcase result.json
done

# A call that is not legal, products that are not supported: refused by name.
cp -r "$examples/int8-half-per-channel" copy
sed 's/"product": *"[^"]*"/"product": "910"/' copy/manifest.json >copy/m.json
usage "product must be one that supports" "$aqcheck" check --manifest copy/m.json
sed 's/"product": *"[^"]*"/"product": "A4"/' copy/manifest.json >copy/m.json
usage "product" "$aqcheck" check --manifest copy/m.json
sed 's/"prototype": *"[^"]*"/"prototype": "per_token_per_group"/' copy/manifest.json >copy/m.json
usage "reserved" "$aqcheck" check --manifest copy/m.json
