#!/usr/bin/python3
"""Makes the examples beside it, as somebody would who dumps tensors with NumPy.

    python3 make_examples.py          (needs numpy; writes next to this file)

dst = scale * (src + offset) is computed with fractions, so it is exact, and is
rounded once, to the nearest, ties to even. Nothing here is shared with aqcheck.
"""
import json
import math
import os
import random
from fractions import Fraction

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
NAN, INF = "nan", "inf"

# ---- Formats: a value is (sign, magnitude); magnitude a Fraction, NAN or INF --


def decode_ieee(code, exponent_bits, fraction_bits):
    """A format with Inf and NaN as IEEE 754 has them."""
    bias = 2 ** (exponent_bits - 1) - 1
    sign = code >> (exponent_bits + fraction_bits)
    exponent = code >> fraction_bits & 2**exponent_bits - 1
    fraction = code & 2**fraction_bits - 1
    if exponent == 2**exponent_bits - 1:
        return sign, NAN if fraction else INF
    if exponent == 0:
        return sign, fraction * Fraction(2) ** (1 - bias - fraction_bits)
    return sign, (2**fraction_bits + fraction) * Fraction(2) ** (exponent - bias - fraction_bits)


def decode_half(code):
    return decode_ieee(code, 5, 10)


def decode_bf16(code):
    return decode_ieee(code, 8, 7)


def decode_int8(code):
    value = code - 256 if code >= 128 else code
    return int(value < 0), abs(Fraction(value))


def decode_e4m3fn(code):
    sign, exponent, fraction = code >> 7, code >> 3 & 15, code & 7
    if code & 127 == 127:
        return sign, NAN
    if exponent == 0:
        return sign, fraction * Fraction(2) ** -9
    return sign, (8 + fraction) * Fraction(2) ** (exponent - 10)


def decode_e2m1(code):
    halves = [0, 1, 2, 3, 4, 6, 8, 12]
    return code >> 3, Fraction(halves[code & 7], 2)


def decode_e8m0(code):
    return 0, NAN if code == 255 else Fraction(2) ** (code - 127)


# ---- The formula, by the rules of IEEE 754 ---------------------------------


def add(a, b):
    if NAN in (a[1], b[1]):
        return 0, NAN
    if INF in (a[1], b[1]):
        if a[1] == b[1] and a[0] != b[0]:
            return 0, NAN
        return a if a[1] == INF else b
    total = (-1) ** a[0] * a[1] + (-1) ** b[0] * b[1]
    if total == 0:
        return a[0] & b[0], Fraction(0)
    return int(total < 0), abs(total)


def multiply(a, b):
    sign = a[0] ^ b[0]
    if NAN in (a[1], b[1]):
        return sign, NAN
    if INF in (a[1], b[1]):
        return sign, NAN if 0 in (a[1], b[1]) else INF
    return sign, a[1] * b[1]


def encode_ieee(value, exponent_bits, fraction_bits):
    """Rounds once, to the nearest, ties to even."""
    sign, magnitude = value
    bias = 2 ** (exponent_bits - 1) - 1
    sign_bit = sign << (exponent_bits + fraction_bits)
    infinity = (2**exponent_bits - 1) << fraction_bits
    if magnitude == NAN:
        return infinity | 1 << (fraction_bits - 1)
    if magnitude == INF:
        return sign_bit | infinity
    exponent = 1 - bias  # of the smallest normal number
    while magnitude >= Fraction(2) ** (exponent + 1):
        exponent += 1
    steps = round(magnitude / Fraction(2) ** (exponent - fraction_bits))  # ties to even
    # Codes of one sign are in the order of their values: a carry out of the
    # significand is a carry into the exponent.
    code = steps + ((exponent - (1 - bias)) << fraction_bits)
    return sign_bit | min(code, infinity)


def encode_half(value):
    return encode_ieee(value, 5, 10)


def encode_bf16(value):
    return encode_ieee(value, 8, 7)


def compute(src, decode, offset, scale, decode_parameter, encode):
    """One element, all codes; offset may be None."""
    total = decode(src)
    if offset is not None:
        total = add(total, decode_parameter(offset))
    return encode(multiply(decode_parameter(scale), total))


# ---- Files -----------------------------------------------------------------


def save(directory, manifest, **arrays):
    path = os.path.join(HERE, directory)
    os.makedirs(path, exist_ok=True)
    for name, array in arrays.items():
        numpy.save(os.path.join(path, name + ".npy"), array)
    with open(os.path.join(path, "manifest.json"), "w") as file:
        json.dump(manifest, file, indent=4)
        file.write("\n")


def operand(name, dtype, shape):
    return {"file": name + ".npy", "dtype": dtype, "shape": list(shape)}


def half_code(x):
    return int(numpy.float16(x).view(numpy.uint16))


def bf16_code(x):
    return encode_bf16((int(math.copysign(1, x) < 0), abs(Fraction(x))))


def int8_half_per_channel(rng):
    rows, cols = 16, 32
    src = [[rng.randrange(256) for _ in range(cols)] for _ in range(rows)]
    scale = [half_code(rng.uniform(0.001, 0.1)) for _ in range(cols)]
    offset = [half_code(rng.uniform(-40, 40)) for _ in range(cols)]
    # Overflow, an infinity, NaN, the smallest subnormal, a negative zero, ties.
    scale[:7] = [half_code(60000), 0x7C00, 0x7E00, 0x0001, 0x8000, half_code(1.5), half_code(-1)]
    offset[5:8] = [0x0001, 0xFC00, 0x7E00]
    for j in range(cols):
        src[0][j], src[1][j], src[2][j] = 0x80, 0x7F, 0x00
    dst = [[compute(src[i][j], decode_int8, offset[j], scale[j], decode_half, encode_half)
            for j in range(cols)] for i in range(rows)]
    # Here half is NumPy's own float16 and int8 its int8.
    save("int8-half-per-channel",
         {"product": "A2", "prototype": "per_channel", "overflow": "inf_nan",
          "note": "int8 to half, one scale and offset per column",
          "src": operand("src", "int8", (rows, cols)),
          "scale": operand("scale", "half", (1, cols)),
          "offset": operand("offset", "half", (1, cols)),
          "dst": operand("dst", "half", (rows, cols))},
         src=numpy.array(src, numpy.uint8).view(numpy.int8),
         scale=numpy.array([scale], "<u2").view("<f2"),
         offset=numpy.array([offset], "<u2").view("<f2"),
         dst=numpy.array(dst, "<u2").view("<f2"))


def e4m3fn_bf16_per_token(rng):
    rows, cols = 16, 64
    src = [[rng.randrange(256) for _ in range(cols)] for _ in range(rows)]
    scale = [bf16_code(rng.uniform(0.001, 0.1)) for _ in range(rows)]
    offset = [bf16_code(rng.uniform(-4, 4)) for _ in range(rows)]
    # Overflow, an infinity, NaN, a subnormal scale; an exact cancellation.
    scale[:4] = [bf16_code(3e38), 0x7F80, 0x7FC0, 0x0003]
    offset[4] = bf16_code(-448.0)
    for i in range(rows):
        # Largest and its negative, both NaN, both zeros, both smallest.
        src[i][:8] = [0x7E, 0xFE, 0x7F, 0xFF, 0x00, 0x80, 0x01, 0x81]
    dst = [[compute(src[i][j], decode_e4m3fn, offset[i], scale[i], decode_bf16, encode_bf16)
            for j in range(cols)] for i in range(rows)]
    # NumPy has neither type: raw codes.
    save("e4m3fn-bf16-per-token",
         {"product": "950", "prototype": "per_token", "overflow": "inf_nan",
          "note": "fp8 e4m3fn to bf16, one scale and offset per row",
          "src": operand("src", "e4m3fn", (rows, cols)),
          "scale": operand("scale", "bf16", (rows, 1)),
          "offset": operand("offset", "bf16", (rows, 1)),
          "dst": operand("dst", "bf16", (rows, cols))},
         src=numpy.array(src, numpy.uint8),
         scale=numpy.array(scale, "<u2").reshape(rows, 1),
         offset=numpy.array(offset, "<u2").reshape(rows, 1),
         dst=numpy.array(dst, "<u2"))


def e2m1_e8m0_per_group(rng):
    # kDim 1, not transposed: groups of columns. 128 = 96 + 32: the last one of a
    # row is short.
    rows, cols, group = 32, 128, 96
    groups = -(-cols // group)
    src = [[rng.randrange(16) for _ in range(cols)] for _ in range(rows)]
    scale = [[rng.randrange(110, 140) for _ in range(groups)] for _ in range(rows)]
    # Code 0 is 2^-127 and not zero; 255 is NaN; 254 overflows with 2 and above.
    scale[0], scale[1], scale[2] = [0, 255], [254, 0], [253, 127]
    for i in range(rows):
        src[i][:16] = src[i][group:group + 16] = list(range(16))
    dst = [[compute(src[i][j], decode_e2m1, None, scale[i][j // group], decode_e8m0, encode_bf16)
            for j in range(cols)] for i in range(rows)]
    flat = [code for row in src for code in row]
    packed = [low | high << 4 for low, high in zip(flat[0::2], flat[1::2])]
    save("e2m1-e8m0-per-group",
         {"product": "950", "prototype": "per_group", "k_dim": 1, "group_size": group,
          "overflow": "inf_nan",
          "note": "fp4 e2m1 with e8m0 scales to bf16; the last group of a row is short",
          "src": operand("src", "e2m1", (rows, cols)),
          "scale": operand("scale", "e8m0", (rows, groups)),
          "dst": operand("dst", "bf16", (rows, cols))},
         src=numpy.array(packed, numpy.uint8).reshape(rows, cols // 2),
         scale=numpy.array(scale, numpy.uint8),
         dst=numpy.array(dst, "<u2"))


def api_doc():
    """The worked example of the API document, as raw little-endian files."""
    path = os.path.join(HERE, "api-doc")
    os.makedirs(path, exist_ok=True)
    raw = {"src": numpy.full((2, 64), 1, "i1"), "offset": numpy.full((1, 64), 2, "<f2"),
           "scale": numpy.full((1, 64), 3, "<f2"), "dst": numpy.full((2, 64), 9, "<f2")}
    manifest = {"product": "A2", "prototype": "per_channel",
                "note": "the API document's example: 3 * (1 + 2) = 9"}
    for name in ("src", "scale", "offset", "dst"):
        raw[name].tofile(os.path.join(path, name + ".bin"))
        manifest[name] = {"file": name + ".bin", "dtype": "int8" if name == "src" else "half",
                          "shape": list(raw[name].shape)}
    with open(os.path.join(path, "manifest.json"), "w") as file:
        json.dump(manifest, file, indent=4)
        file.write("\n")


def main():
    api_doc()
    int8_half_per_channel(random.Random(1))
    e4m3fn_bf16_per_token(random.Random(2))
    e2m1_e8m0_per_group(random.Random(3))


if __name__ == "__main__":
    main()
