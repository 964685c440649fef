#include "number_text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void aqh_decimal(mpfr_srcptr value, char *text, size_t bytes) {
    if (!mpfr_number_p(value)) {
        aqh_hex(value, text, bytes);
        return;
    }
    /* %Rg drops trailing zeros, so that a short number stays short. Forty digits
     * that read back as the number, at far more precision, are all there is. */
    mpfr_t read;
    mpfr_init2(read, 512);
    mpfr_snprintf(text, bytes, "%.40Rg", value);
    mpfr_strtofr(read, text, NULL, 10, MPFR_RNDN);
    if (!mpfr_equal_p(read, value))
        mpfr_snprintf(text, bytes, "%.17Rg...", value);
    mpfr_clear(read);
}

void aqh_hex(mpfr_srcptr value, char *text, size_t bytes) {
    if (mpfr_nan_p(value))
        snprintf(text, bytes, "nan");
    else if (mpfr_inf_p(value))
        snprintf(text, bytes, "%sinf", mpfr_signbit(value) ? "-" : "");
    else if (mpfr_zero_p(value))
        snprintf(text, bytes, "%s0x0p+0", mpfr_signbit(value) ? "-" : "");
    else {
        /* MPFR puts the leading hex digit anywhere in 1..f; %a wants a 1. */
        mpfr_t significand;
        mpfr_init2(significand, mpfr_get_prec(value));
        mpfr_exp_t exponent = mpfr_get_exp(value) - 1;
        mpfr_mul_2si(significand, value, -exponent, MPFR_RNDN);
        mpfr_snprintf(text, bytes, "%Ra", significand);
        mpfr_clear(significand);
        char *p = strchr(text, 'p');
        size_t used = p ? (size_t)(p - text) : strlen(text);
        snprintf(text + used, bytes - used, "p%+ld", (long)exponent);
    }
}

void aqh_both(mpfr_srcptr value, char *text, size_t bytes) {
    char hex[128], decimal[80];
    aqh_hex(value, hex, sizeof hex);
    aqh_decimal(value, decimal, sizeof decimal);
    if (mpfr_number_p(value))
        snprintf(text, bytes, "%s = %s", hex, decimal);
    else
        snprintf(text, bytes, "%s", hex);
}

void aqh_code_text(aq_format format, uint32_t code, char *text, size_t bytes) {
    snprintf(text, bytes, "0x%0*" PRIx32, (int)aqo_format_get(format)->bits / 4, code);
}

static void binary(uint32_t value, unsigned bits, char *text) {
    for (unsigned k = 0; k < bits; k++)
        text[k] = (char)('0' + (value >> (bits - 1 - k) & 1));
    text[bits] = 0;
}

void aqh_fields(aq_format format, uint32_t code, char *text, size_t bytes) {
    const aqo_format *f = aqo_format_get(format);
    char exponent[33], fraction[33];
    if (f->is_float) {
        binary(code >> f->fraction_bits, f->exponent_bits, exponent);
        binary(code, f->fraction_bits, fraction);
        snprintf(text, bytes, "sign %" PRIu32 ", exponent %s, fraction %s", code >> (f->bits - 1),
                 exponent, fraction);
    } else if (format == AQ_HIF8) {
        /* The dot is a prefix code: 11, 10, 01, 001, 0001, 0000. */
        uint32_t magnitude = code & 0x7F;
        unsigned dot = magnitude >= 0x20 ? 2 : magnitude >= 0x10 ? 3 : 4;
        unsigned exponent_bits = magnitude >= 0x60   ? 4
                                 : magnitude >= 0x40 ? 3
                                 : magnitude >= 0x20 ? 2
                                 : magnitude >= 0x10 ? 1
                                                     : 0;
        unsigned fraction_bits = 7 - dot - exponent_bits;
        char prefix[33];
        binary(magnitude >> (7 - dot), dot, prefix);
        binary(magnitude >> fraction_bits, exponent_bits, exponent);
        binary(magnitude, fraction_bits, fraction);
        snprintf(text, bytes, "sign %" PRIu32 ", dot %s, exponent %s, fraction %s", code >> 7,
                 prefix, exponent_bits ? exponent : "-", fraction);
    } else {
        binary(code, f->bits, exponent);
        snprintf(text, bytes, "%s %s", format == AQ_E8M0 ? "exponent" : "two's complement",
                 exponent);
    }
}

bool aqh_number_parse(const char *text, mpfr_ptr value) {
    char *end;
    if (!*text || isspace((unsigned char)*text))
        return false;
    int inexact = mpfr_strtofr(value, text, &end, 0, MPFR_RNDZ);
    if (*end)
        return false;
    /* Round to odd: what is cut off stays visible in the last bit, so that the
     * one rounding to a format goes the right way. */
    if (inexact && mpfr_number_p(value)) {
        if (mpfr_min_prec(value) < mpfr_get_prec(value)) {
            if (mpfr_signbit(value))
                mpfr_nextbelow(value);
            else
                mpfr_nextabove(value);
        }
    }
    return true;
}
