/* aqcheck identify: which rounding plan a dump comes from. */
#include "cli.h"
#include "format.h"
#include "identify.h"
#include "index.h"
#include "legal.h"
#include "manifest.h"
#include "number_text.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

enum { ELEMENTS = 65536, TRIES = 100000, SHOWN_GROUPS = 6 };

/* The policies under which a plan of a group explains the same. */
static void print_policies(const aqh_identity *identity, size_t first, size_t end) {
    const char *separator = "  [";
    for (size_t k = first; k < end; k++) {
        const aqh_suspect *suspect = &identity->suspects[k];
        char policy[64];
        if (!aqh_same_plan(suspect, &identity->suspects[first]))
            continue;
        aqh_suspect_policy(suspect, policy, sizeof policy);
        printf("%s%s%s", separator, policy, suspect->documented ? " (documented)" : "");
        separator = " | ";
    }
    printf("]\n");
}

/* Has the plan of suspect k a line of its own already? */
static bool printed(const aqh_identity *identity, size_t first, size_t k) {
    for (size_t before = first; before < k; before++)
        if (aqh_same_plan(&identity->suspects[before], &identity->suspects[k]))
            return true;
    return false;
}

static size_t end_of_group(const aqh_identity *identity, size_t first) {
    size_t end = first;
    while (end < identity->count &&
           identity->suspects[end].group == identity->suspects[first].group)
        end++;
    return end;
}

static void print_group(const aqh_identity *identity, size_t first, size_t end) {
    for (size_t k = first; k < end; k++) {
        const aqh_suspect *suspect = &identity->suspects[k];
        char plan[96];
        if (printed(identity, first, k))
            continue;
        aqh_suspect_plan(suspect, plan, sizeof plan);
        if (k == first)
            printf("%8.4f%%  %9" PRIu64 "  %s",
                   100.0 * (double)suspect->explained / (double)identity->elements,
                   suspect->explained, plan);
        else
            printf("%9s  %9s  %s", "", "the same:", plan);
        print_policies(identity, k, end);
    }
}

static void print_groups(const aqh_identity *identity) {
    printf("explains    elements  hypothesis [policies]\n");
    unsigned shown = 0;
    for (size_t first = 0; first < identity->count;) {
        if (shown++ == SHOWN_GROUPS) {
            printf("%9s  %9s  %zu more hypotheses explain no more\n", "", "",
                   identity->count - first);
            return;
        }
        size_t end = end_of_group(identity, first);
        print_group(identity, first, end);
        first = end;
    }
}

static void print_separator(const aq_call *call, const aqh_suspect *a, const aqh_suspect *b) {
    char plan_a[96], plan_b[96], policy_a[64], policy_b[64];
    aqh_suspect_plan(a, plan_a, sizeof plan_a);
    aqh_suspect_plan(b, plan_b, sizeof plan_b);
    aqh_suspect_policy(a, policy_a, sizeof policy_a);
    aqh_suspect_policy(b, policy_b, sizeof policy_b);
    printf("\nnot told apart by this dump:\n  %s [%s]\n  %s [%s]\n", plan_a, policy_a, plan_b,
           policy_b);
    aqh_separator separator;
    if (!aqh_separate(a, b, call, TRIES, &separator)) {
        printf("  nor by any of %d other inputs tried\n", TRIES);
        return;
    }
    char x[16], o[16], s[16], result_a[16], result_b[16];
    const bool offset = aqo_uses_offset(call);
    aqh_code_text(call->src.format, separator.x, x, sizeof x);
    aqh_code_text(call->scale.format, separator.o, o, sizeof o);
    aqh_code_text(call->scale.format, separator.s, s, sizeof s);
    aqh_code_text(call->dst.format, separator.result_a, result_a, sizeof result_a);
    aqh_code_text(call->dst.format, separator.result_b, result_b, sizeof result_b);
    printf("  this input would: src %s%s%s, scale %s: %s or %s\n", x, offset ? ", offset " : "",
           offset ? o : "", s, result_a, result_b);
}

/* One line that answers the question. */
static bool print_answer(const aqh_identity *identity) {
    const aqh_suspect *best = &identity->suspects[0], *documented = best;
    for (size_t k = 0; k < identity->count; k++)
        if (identity->suspects[k].documented)
            documented = &identity->suspects[k];
    char plan[96], policy[64];
    const char *name = aqo_plan_get(documented->pipeline.plan)->name;
    aqh_suspect_plan(best, plan, sizeof plan);
    aqh_suspect_policy(best, policy, sizeof policy);
    const double share = 100.0 * (double)documented->explained / (double)identity->elements;
    if (documented->explained == identity->elements)
        printf("\nas documented: %s explains all %" PRIu64 " elements\n", name, identity->elements);
    else if (best->explained == identity->elements)
        printf("\nnot as documented (%s: %.4f %%): this build computes %s [%s]\n", name, share,
               plan, policy);
    else
        printf("\nno known plan explains all: the best is %s [%s] with %" PRIu64 " of %" PRIu64
               " elements; the documented %s has %.4f %%\n",
               plan, policy, best->explained, identity->elements, name, share);
    return best->explained == identity->elements;
}

/* The best against each other plan of its group under the same policy, and against
 * each other policy of its own plan. */
static void print_ambiguity(const aqh_identity *identity, const aq_call *call) {
    const aqh_suspect *best = &identity->suspects[0];
    const size_t end = end_of_group(identity, 0);
    for (size_t k = 1; k < end; k++) {
        const aqh_suspect *other = &identity->suspects[k];
        const bool same_policy = other->pipeline.overflow == best->pipeline.overflow &&
                                 other->pipeline.subnormals == best->pipeline.subnormals;
        if (aqh_same_plan(best, other) || same_policy)
            print_separator(call, best, other);
    }
}

static int identify(const aqh_case *c) {
    aqh_identity identity;
    if (!aqh_identify(&identity, c, ELEMENTS, 1))
        return aqh_usage(&aqh_cmd_identify, "out of memory");
    if (identity.elements < aqo_computed(&c->call))
        printf("looking at %" PRIu64 " of %zu elements\n", identity.elements,
               aqo_computed(&c->call));
    print_groups(&identity);
    const bool all = print_answer(&identity);
    print_ambiguity(&identity, &c->call);
    aqh_identity_free(&identity);
    return all ? AQH_PASS : AQH_FINDINGS;
}

static int run(int argc, char **argv) {
    static const struct option options[] = {{"manifest", required_argument, NULL, 'm'}, {0}};
    const char *manifest = NULL;
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (answer != 'm')
            return aqh_bad_option(&aqh_cmd_identify, answer, argv);
        manifest = optarg;
    }
    if (optind < argc)
        return aqh_usage(&aqh_cmd_identify, "what is '%s'? (--manifest FILE)", argv[optind]);
    if (!manifest)
        return aqh_usage(&aqh_cmd_identify, "--manifest FILE is required");
    aqh_case c;
    char error[512];
    aq_error illegal;
    if (!aqh_manifest_read(&c, manifest, error, sizeof error))
        return aqh_usage(&aqh_cmd_identify, "%s", error);
    int status =
        aqo_legal(&c.call, &illegal)
            ? aqh_usage(&aqh_cmd_identify, "%s: not a legal call: %s", manifest, illegal.text)
            : identify(&c);
    aqh_case_free(&c);
    return status;
}

const aqh_command aqh_cmd_identify = {
    .name = "identify",
    .arguments = "--manifest M.json",
    .summary = "which rounding plan a dump comes from",
    .help = "  --manifest F  what the files are; the README has the schema\n\n"
            "Ranks every plan that fits the call, in every overflow mode and with subnormals\n"
            "gradual or flushed, by the share of elements whose bits it explains. Says which\n"
            "hypotheses the dump cannot tell apart, and what input would.\n"
            "Exit code 0 if one explains all elements, 1 if none does.\n\n"
            "Example: aqcheck identify --manifest corpus/examples/api-doc/manifest.json\n",
    .run = run,
};
