/* The one rounding, as text for integers of any width: included with WORD, an unsigned
 * type, BITS, its width, CLZ, which counts the leading zeros of one that is not 0, and
 * ROUND_SHIFT, LEAD, FIELD and ROUND, the names to define. */

/* value / 2^shift to nearest, ties to even; shift >= 1, value < 2^(BITS - 1). */
AQC_SPECIALIZED WORD ROUND_SHIFT(WORD value, int shift) {
    const WORD half = (WORD)1 << (shift - 1);
    const WORD bias =
        half - 1 +
        AQ_MUTATE(ties_away, AQ_MUTATE(rounds_up_on_any_rest, value >> shift & 1, half), 1);
    return (value + AQ_MUTATE(truncates, bias, 0)) >> shift;
}

/* The bit of magnitude that becomes the hidden one: the leading one, but of a subnormal
 * result normal, the bit with the weight of the smallest normal number. */
AQC_SPECIALIZED int LEAD(WORD magnitude, int normal) {
    const int top = BITS - 1 - CLZ(magnitude | 1);
    return top < normal ? AQ_MUTATE(subnormal_result_misplaced, normal, normal + 1) : top;
}

/* What lead adds to a code. The hidden bit adds one to the exponent field, and so does a
 * carry out of the rounding: both come out right by adding. */
AQC_SPECIALIZED uint64_t FIELD(int lead, int normal, const aqc_target *t) {
    return (uint64_t)(lead - normal) << (t->precision - 1);
}

/* magnitude rounded to t, as a code that may be beyond that of Inf. magnitude is below
 * 2^(BITS - 1); up = BITS - 2 - lead, at least 0, shifts it to where the same bits are
 * rounded away always. field is FIELD's. */
AQC_SPECIALIZED uint64_t ROUND(WORD magnitude, int up, uint64_t field, const aqc_target *t) {
    const int top = BITS - 1 - CLZ(magnitude | 1); /* for a fault only */
    const WORD aligned =
        AQ_MUTATE(double_rounding, magnitude,
                  top >= 24 ? ROUND_SHIFT(magnitude, top - 23) << (top - 23) : magnitude)
        << up;
    (void)top;
    return field + (uint64_t)ROUND_SHIFT(aligned, BITS - 1 - t->precision);
}
