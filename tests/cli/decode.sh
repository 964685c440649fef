# The vectors of the specification (semantics.md c), as scripts see them.
. "$(dirname "$0")/lib.sh"

# decodes FORMAT CODE HEXFLOAT
decodes() {
    expect 0 "" "$aqcheck" decode --raw "$1" "$2"
    [ "$(cut -d' ' -f2 out)" = "$3" ] || fail "$1 $2 is $(cat out), want $3"
    [ -s "all.$1" ] || "$aqcheck" decode "$1" --all --raw >"all.$1" || fail "--all"
    grep -qx "$2 $3" "all.$1" || fail "--all --raw has no line '$2 $3'"
}

decodes int4 0x7 0x1.cp+2
decodes int4 0x8 -0x1p+3
decodes int8 0x80 -0x1p+7
decodes int8 0x7f 0x1.fcp+6
decodes e4m3fn 0x7e 0x1.cp+8
decodes e4m3fn 0x7f nan
decodes e4m3fn 0xff nan
decodes e4m3fn 0x01 0x1p-9
decodes e4m3fn 0x08 0x1p-6
decodes e4m3fn 0x80 -0x0p+0
decodes e5m2 0x7b 0x1.cp+15
decodes e5m2 0x7c inf
decodes e5m2 0xfc -inf
decodes e5m2 0x7d nan
decodes e5m2 0x01 0x1p-16
decodes e5m2 0x04 0x1p-14
decodes hif8 0x08 0x1p+0
decodes hif8 0x10 0x1p+1
decodes hif8 0x18 0x1p-1
decodes hif8 0x2e 0x1.cp+3
decodes hif8 0x40 0x1p+4
decodes hif8 0x60 0x1p+8
decodes hif8 0x6e 0x1p+15
decodes hif8 0x70 0x1p-8
decodes hif8 0x7e 0x1p-15
decodes hif8 0x07 0x1p-16
decodes hif8 0x01 0x1p-22
decodes hif8 0x88 -0x1p+0
decodes hif8 0x00 0x0p+0
decodes hif8 0x80 nan
decodes hif8 0x6f inf
decodes hif8 0xef -inf
decodes e2m1 0x0 0x0p+0
decodes e2m1 0x1 0x1p-1
decodes e2m1 0x2 0x1p+0
decodes e2m1 0x3 0x1.8p+0
decodes e2m1 0x4 0x1p+1
decodes e2m1 0x5 0x1.8p+1
decodes e2m1 0x6 0x1p+2
decodes e2m1 0x7 0x1.8p+2
decodes e2m1 0x8 -0x0p+0
decodes e2m1 0xf -0x1.8p+2
decodes e1m2 0x1 0x1p-2
decodes e1m2 0x2 0x1p-1
decodes e1m2 0x3 0x1.8p-1
decodes e1m2 0x4 0x1p+0
decodes e1m2 0x5 0x1.4p+0
decodes e1m2 0x6 0x1.8p+0
decodes e1m2 0x7 0x1.cp+0
decodes e1m2 0x8 -0x0p+0
decodes e8m0 0x00 0x1p-127
decodes e8m0 0x7f 0x1p+0
decodes e8m0 0xfe 0x1p+127
decodes e8m0 0xff nan
decodes half 0x7bff 0x1.ffcp+15
decodes half 0x0001 0x1p-24
decodes half 0x0400 0x1p-14
decodes bf16 0x7f7f 0x1.fep+127
decodes bf16 0x0001 0x1p-133
decodes bf16 0x0080 0x1p-126

# 253 distinct finite values of hif8 besides NaN and the infinities.
"$aqcheck" decode hif8 --all --raw | cut -d' ' -f2 | sort -u | grep -c 0x >out
[ "$(cat out)" = 253 ] || fail "distinct finite hif8 values: want 253"

# The API document's names too; people get the neighbours.
expect 0 "32768" "$aqcheck" decode hifloat8_t 0x6E
expect 0 "next down 0x6d  0x1.8p+14 = 24576" "$aqcheck" decode hif8 0x6E

# encodes ARGUMENTS... : codes on stdin's place
encodes() {
    want=$1
    shift
    expect 0 "" "$aqcheck" encode --raw "$@"
    [ "$(tr '\n' ' ' <out)" = "$want " ] || fail "encode $*: $(tr '\n' ' ' <out), want $want"
}
encodes "0x2e66" half 0.1
encodes "0x2e66 0x8001 0x7c00 0xfc00 0x7e00" half 0.1 -0x1p-24 65520 -inf nan
encodes "0x7bff" half 65519.999999999999999999999999999999999999
encodes "0x7bff" half 1e9 --saturate
encodes "0x7bff 0x7bff" half --round down 1e9 65504
encodes "0x3c01" half 1.00048828125000000000000000000000000000000001
encodes "0x3c00" half 1.00048828125
encodes "0x3c01" half 1.00048828125 --round away
encodes "0xaa" e4m3fn -0.3
encodes "0x00" e8m0 1e-60
encodes "0x8 0x7" int4 -100 100
