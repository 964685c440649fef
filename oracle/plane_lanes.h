/* Decides the code of each sum fixed + vector[i]: the loop body of plane.h, once per
 * type of real. Included by plane_loops.h with REAL (float or double), WORD (its bits),
 * SIGNED, FRACTION, BIAS and LANES, the name of the function.
 *
 * Written as a loop without branches that compilers vectorize. */

AQO_SPECIALIZED void LANES(const REAL *restrict vector, unsigned count, REAL fixed, bool negative,
                           bool saturate, int precision, int emin, uint16_t *restrict codes) {
    const int drop = FRACTION - (precision - 1);
    const WORD sign = (WORD)1 << (8 * sizeof(REAL) - 1);
    const WORD infinity = (WORD)(2 * BIAS + 1) << FRACTION;
    const WORD normal = (WORD)(emin + BIAS) << FRACTION; /* the smallest normal result */
    const WORD unit = (WORD)(emin - (precision - 1) + FRACTION + BIAS) << FRACTION;
    const WORD rebias = (WORD)(BIAS + emin - 1) << (precision - 1);
    const WORD infinity_code = (WORD)(3 - 2 * emin) << (precision - 1);
    const WORD limit = infinity_code - saturate;
    const WORD nan_code = saturate ? 0 : infinity_code | (WORD)1 << (precision - 2);
    const WORD turn = negative ? sign : 0;
    REAL unit_value;
    memcpy(&unit_value, &unit, sizeof unit);
    for (unsigned i = 0; i < count; i++) {
        /* Knuth's TwoSum: fixed + vector[i] == high + low. */
        const REAL a = fixed, b = vector[i];
        const REAL high = a + b, b_part = high - a, a_part = high - b_part;
        const REAL low = (a - a_part) + (b - b_part);
        WORD bits, low_bits;
        memcpy(&bits, &high, sizeof bits);
        memcpy(&low_bits, &low, sizeof low_bits);
        const WORD magnitude = bits & ~sign;
        /* To odd, as in fast.c. What this makes of Inf, whose low is NaN, rounds to Inf. */
        const WORD step = low != 0 ? ~magnitude & 1 : 0;
        const WORD inward = (bits ^ low_bits) & sign ? step : 0;
        const WORD odd = magnitude + step - 2 * inward;
        /* To nearest even, in two ways: of a subnormal result, the unit is that of a sum
         * with 2^something; of a normal one, drop bits go. */
        REAL value;
        memcpy(&value, &odd, sizeof odd);
        const REAL shifted = value + unit_value;
        WORD subnormal_code;
        memcpy(&subnormal_code, &shifted, sizeof shifted);
        subnormal_code -= unit;
        const WORD half_less = ((WORD)1 << (drop - 1)) - 1;
        const WORD normal_code = ((odd + half_less + (odd >> drop & 1)) >> drop) - rebias;
        WORD code = odd < normal ? subnormal_code : normal_code;
        code = code < limit ? code : limit;
        code |= ((bits ^ turn) & sign) >> (8 * sizeof(REAL) - 16);
        codes[i] = (uint16_t)(magnitude > infinity ? nan_code : code);
    }
}
