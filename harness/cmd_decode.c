/* aqcheck decode, aqcheck encode: what a code means, which code a number gives. */
#include "cli.h"
#include "format.h"
#include "number_text.h"
#include "ulp.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void print_raw(aq_format format, uint32_t code) {
    mpfr_t value;
    char digits[16], hex[64];
    mpfr_init2(value, AQO_PRECISION);
    aqo_decode(format, code, value);
    aqh_code_text(format, code, digits, sizeof digits);
    aqh_hex(value, hex, sizeof hex);
    printf("%s %s\n", digits, hex);
    mpfr_clear(value);
}

static void print_neighbour(aq_format format, uint32_t code, bool up, mpfr_srcptr value) {
    uint32_t neighbour;
    if (!aqo_neighbour(format, code, up, &neighbour)) {
        printf("  %-9s none\n", up ? "next up" : "next down");
        return;
    }
    mpfr_t other;
    char digits[16], text[256], spacing[64];
    mpfr_init2(other, AQO_PRECISION);
    aqo_decode(format, neighbour, other);
    aqh_both(other, text, sizeof text);
    aqh_code_text(format, neighbour, digits, sizeof digits);
    mpfr_sub(other, other, value, MPFR_RNDN);
    mpfr_abs(other, other, MPFR_RNDN);
    aqh_hex(other, spacing, sizeof spacing);
    printf("  %-9s %s  %s, spacing %s\n", up ? "next up" : "next down", digits, text, spacing);
    mpfr_clear(other);
}

static void print_full(aq_format format, uint32_t code) {
    const aqo_format *f = aqo_format_get(format);
    mpfr_t value;
    char digits[16], fields[128], text[256];
    mpfr_init2(value, AQO_PRECISION);
    aqo_decode(format, code, value);
    aqh_code_text(format, code, digits, sizeof digits);
    aqh_fields(format, code, fields, sizeof fields);
    printf("%s %s\n  fields    %s\n", f->name, digits, fields);
    aqh_hex(value, text, sizeof text);
    printf("  hex       %s\n", text);
    aqh_decimal(value, text, sizeof text);
    printf("  decimal   %s\n", text);
    if (mpfr_number_p(value)) {
        print_neighbour(format, code, false, value);
        print_neighbour(format, code, true, value);
    }
    mpfr_clear(value);
}

static int decode(int argc, char **argv) {
    static const struct option options[] = {
        {"all", no_argument, NULL, 'a'}, {"raw", no_argument, NULL, 'r'}, {0}};
    bool all = false, raw = false;
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (answer == 'a')
            all = true;
        else if (answer == 'r')
            raw = true;
        else
            return aqh_bad_option(&aqh_cmd_decode, answer, argv);
    }
    if (optind >= argc)
        return aqh_usage(&aqh_cmd_decode, "which format? (aqcheck list formats)");
    aq_format format = aqo_format_by_name(argv[optind]);
    if (format == AQ_FORMAT_COUNT)
        return aqh_usage(&aqh_cmd_decode, "no format '%s' (aqcheck list formats)", argv[optind]);
    optind++;
    if (all && optind < argc)
        return aqh_usage(&aqh_cmd_decode, "--all takes no codes");
    if (!all && optind >= argc)
        return aqh_usage(&aqh_cmd_decode, "which codes? (or --all)");
    if (all && aqo_format_get(format)->bits > 16)
        return aqh_usage(&aqh_cmd_decode, "--all: %s has 2^32 codes, more than can be listed",
                         aqo_format_get(format)->name);
    const uint64_t count = aqo_code_count(format);
    if (all) {
        for (uint32_t code = 0; code < count; code++)
            (raw ? print_raw : print_full)(format, code);
        return AQH_PASS;
    }
    for (int k = optind; k < argc; k++) { /* all of them, before anything is printed */
        uint64_t code;
        if (!aqh_parse_unsigned(argv[k], 0, count - 1, &code))
            return aqh_usage(&aqh_cmd_decode, "code '%s': must be 0..0x%" PRIx64, argv[k],
                             count - 1);
    }
    for (int k = optind; k < argc; k++) {
        uint64_t code = 0;
        aqh_parse_unsigned(argv[k], 0, count - 1, &code);
        (raw ? print_raw : print_full)(format, (uint32_t)code);
    }
    return AQH_PASS;
}

static const struct {
    const char *name;
    aqo_rounding rounding;
} roundings[] = {
    {"nearest", AQO_NEAREST_EVEN},
    {"away", AQO_NEAREST_AWAY},
    {"zero", AQO_TOWARD_ZERO},
    {"up", AQO_UP},
    {"down", AQO_DOWN},
};

static bool rounding_by_name(const char *name, aqo_rounding *rounding) {
    for (size_t k = 0; k < sizeof roundings / sizeof *roundings; k++)
        if (!strcmp(name, roundings[k].name)) {
            *rounding = roundings[k].rounding;
            return true;
        }
    return false;
}

static void print_encoded(aq_format format, const char *typed, mpfr_srcptr value, uint32_t code) {
    printf("%s -> ", typed);
    print_full(format, code);
    mpfr_t got;
    mpfr_init2(got, mpfr_get_prec(value));
    aqo_decode(format, code, got);
    if (mpfr_number_p(value) && mpfr_number_p(got)) {
        char text[80];
        mpfr_sub(got, got, value, MPFR_RNDN);
        if (aqo_format_get(format)->is_float) {
            mpfr_mul_2si(got, got, -aqo_ulp_exponent(format, value), MPFR_RNDN);
            aqh_decimal(got, text, sizeof text);
            printf("  error     %s ulp\n", text);
        } else {
            aqh_decimal(got, text, sizeof text);
            printf("  error     %s\n", text);
        }
    }
    mpfr_clear(got);
}

static int encode(int argc, char **argv) {
    static const struct option options[] = {{"raw", no_argument, NULL, 'r'},
                                            {"round", required_argument, NULL, 'd'},
                                            {"saturate", no_argument, NULL, 's'},
                                            {0}};
    bool raw = false, saturate = false;
    aqo_rounding rounding = AQO_NEAREST_EVEN;
    /* A negative number is not an option, so the words are sorted first: options may
     * stand anywhere before a "--". */
    int answer, first = 1;
    char *words[argc + 1];
    int count = 0;
    for (int k = 1; k < argc; k++) {
        if (!strcmp(argv[k], "--")) {
            while (++k < argc)
                words[count++] = argv[k];
            break;
        }
        bool number = argv[k][0] == '-' && argv[k][1] != '-';
        if (argv[k][0] != '-' || number)
            words[count++] = argv[k];
        else {
            argv[first++] = argv[k];
            if (!strcmp(argv[k], "--round") && k + 1 < argc)
                argv[first++] = argv[++k];
        }
    }
    while ((answer = getopt_long(first, argv, "+:", options, NULL)) != -1) {
        switch (answer) {
        case 'r':
            raw = true;
            break;
        case 's':
            saturate = true;
            break;
        case 'd':
            if (!rounding_by_name(optarg, &rounding))
                return aqh_usage(&aqh_cmd_encode,
                                 "--round: no direction '%s' (nearest away zero up down)", optarg);
            break;
        default:
            return aqh_bad_option(&aqh_cmd_encode, answer, argv);
        }
    }
    if (count == 0)
        return aqh_usage(&aqh_cmd_encode, "which format? (aqcheck list formats)");
    aq_format format = aqo_format_by_name(words[0]);
    if (format == AQ_FORMAT_COUNT)
        return aqh_usage(&aqh_cmd_encode, "no format '%s' (aqcheck list formats)", words[0]);
    if (count == 1)
        return aqh_usage(&aqh_cmd_encode, "which values?");
    mpfr_t value;
    mpfr_init2(value, AQH_TYPED_PRECISION);
    int status = AQH_PASS;
    for (int k = 1; k < count && status == AQH_PASS; k++)
        if (!aqh_number_parse(words[k], value))
            status = aqh_usage(&aqh_cmd_encode, "value '%s': not a number", words[k]);
    for (int k = 1; k < count && status == AQH_PASS; k++) {
        aqh_number_parse(words[k], value);
        uint32_t code = aqo_encode(format, value, rounding, saturate);
        if (raw) {
            char digits[16];
            aqh_code_text(format, code, digits, sizeof digits);
            puts(digits);
        } else {
            print_encoded(format, words[k], value, code);
        }
    }
    mpfr_clear(value);
    return status;
}

const aqh_command aqh_cmd_decode = {
    .name = "decode",
    .arguments = "FORMAT CODE... | FORMAT --all [--raw]",
    .summary = "what a code means: exact value, fields, neighbours",
    .help = "  --all  every code of the format\n"
            "  --raw  one line per code: the code and its value as a hex float\n\n"
            "Example: aqcheck decode hif8 0x6E\n",
    .run = decode,
};

const aqh_command aqh_cmd_encode = {
    .name = "encode",
    .arguments = "FORMAT VALUE... [--round D] [--saturate] [--raw]",
    .summary = "which code a number rounds to",
    .help = "  --round D   nearest (ties to even; the default), away (nearest, ties away\n"
            "              from zero), zero, up, down\n"
            "  --saturate  overflow gives the largest number instead of Inf\n"
            "  --raw       one code per line\n\n"
            "Values are decimal, hex floats, nan, inf, and may be negative.\n"
            "Example: aqcheck encode half 0.1 -0x1p-24 --raw\n",
    .run = encode,
};
