/* aqcheck list: what exists. */
#include "cli.h"
#include "format.h"
#include "legal.h"
#include "names.h"
#include "number_text.h"
#include "variant.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void number_of(aq_format format, uint32_t code, char *text, size_t bytes) {
    mpfr_t value;
    mpfr_init2(value, AQO_PRECISION);
    aqo_decode(format, code, value);
    aqh_hex(value, text, bytes);
    mpfr_clear(value);
}

static void list_formats(void) {
    printf("%-7s %-15s %4s %9s %5s %5s %-16s %-16s %s\n", "name", "API name", "bits", "precision",
           "emin", "emax", "smallest above 0", "largest", "has");
    for (int id = 0; id < AQ_FORMAT_COUNT; id++) {
        const aqo_format *f = aqo_format_get((aq_format)id);
        char largest[40], smallest[40];
        uint32_t first = f->id == AQ_E8M0 ? 0 : 1;
        number_of(f->id, f->max_code, largest, sizeof largest);
        number_of(f->id, first, smallest, sizeof smallest);
        printf("%-7s %-15s %4u %9d %5d %5d %-16s %-16s%s%s%s\n", f->name, f->api_name, f->bits,
               f->precision, f->emin, f->emax, smallest, largest, f->has_inf ? " inf" : "",
               f->has_nan ? " nan" : "", f->has_negative_zero ? " -0" : "");
    }
}

#define X_(id, name, api_name) [AQ_PRODUCT_##id] = api_name,
static const char *const product_titles[AQ_PRODUCT_COUNT] = {AQ_PRODUCT_LIST(X_)};
#undef X_

static void list_products(void) {
    for (int id = 0; id < AQ_PRODUCT_COUNT; id++)
        printf("%-11s %-38s %s\n", aqh_name(&aqh_product_names, (unsigned)id), product_titles[id],
               aqo_product_supported((aq_product)id) ? "supported" : "not supported by the API");
}

static int list_combos(void) {
    size_t count;
    aqh_variant *variants = aqh_variants(&count);
    if (!variants) {
        fprintf(stderr, "aqcheck list: out of memory\n");
        return AQH_USAGE;
    }
    for (size_t k = 0; k < count; k++) {
        char name[128];
        aqh_variant_name(&variants[k], name, sizeof name);
        puts(name);
    }
    free(variants);
    return AQH_PASS;
}

static int run(int argc, char **argv) {
    static const struct option none[] = {{0}};
    int answer = getopt_long(argc, argv, ":", none, NULL);
    if (answer != -1)
        return aqh_bad_option(&aqh_cmd_list, answer, argv);
    const char *what = optind < argc ? argv[optind] : "";
    if (optind + 1 < argc)
        return aqh_usage(&aqh_cmd_list, "one list at a time");
    if (!strcmp(what, "formats")) {
        list_formats();
    } else if (!strcmp(what, "products")) {
        list_products();
    } else if (!strcmp(what, "combos")) {
        return list_combos();
    } else if (!*what) {
        list_formats();
        putchar('\n');
        list_products();
        putchar('\n');
        return list_combos();
    } else {
        return aqh_usage(&aqh_cmd_list, "no list '%s' (formats, products, combos)", what);
    }
    return AQH_PASS;
}

const aqh_command aqh_cmd_list = {
    .name = "list",
    .arguments = "[formats|products|combos]",
    .summary = "what exists: formats, products, documented combinations",
    .help = "Example: aqcheck list combos | grep per_group\n",
    .run = run,
};
