/* The one rounding, as text for integers of any width: included with WORD, an unsigned
 * type, BITS, its width, CLZ, which counts the leading zeros of one that is not 0, and
 * ROUND_SHIFT and ROUND, the names to define. */

/* value / 2^shift to nearest, ties to even; shift >= 1, value < 2^(BITS - 1). */
AQC_SPECIALIZED WORD ROUND_SHIFT(WORD value, int shift) {
    const WORD half = (WORD)1 << (shift - 1);
    const WORD bias =
        half - 1 +
        AQ_MUTATE(ties_away, AQ_MUTATE(rounds_up_on_any_rest, value >> shift & 1, half), 1);
    return (value + AQ_MUTATE(truncates, bias, 0)) >> shift;
}

/* magnitude * 2^exponent rounded to t, as a code that may be beyond that of Inf.
 *
 * 0 < magnitude < 2^(BITS - 1). room is how far magnitude may be shifted left until
 * what is left of the lowest bit of a subnormal begins at BITS - 1 - precision:
 * room = exponent + BITS - 1 - precision - lowest, >= 1. A normal result has its
 * leading bit shifted to BITS - 2; either way the same bits are rounded away. */
AQC_SPECIALIZED uint64_t ROUND(WORD magnitude, int room, const aqc_target *t) {
    const int up = CLZ(magnitude) - 1;
    const int shift = up > room ? AQ_MUTATE(subnormal_result_misplaced, room, room - 1) : up;
    const WORD aligned = AQ_MUTATE(double_rounding, magnitude,
                                   up < BITS - 1 - 24 ? ROUND_SHIFT(magnitude, BITS - 1 - 24 - up)
                                                            << (BITS - 1 - 24 - up)
                                                      : magnitude)
                         << shift;
    /* The hidden bit adds one to the exponent field, and so does a carry out of the
     * rounding: both come out right by adding. */
    return ((uint64_t)(room - shift) << (t->precision - 1)) +
           (uint64_t)ROUND_SHIFT(aligned, BITS - 1 - t->precision);
}
