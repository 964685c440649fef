/* aqcheck certify: the largest errors of the plans, as certificates; and the check
 * of certificates that are there. */
#include "certificate.h"
#include "certificate_jobs.h"
#include "certificate_number.h"
#include "certify_tables.h"
#include "cli.h"
#include "file.h"
#include "names.h"
#include "result_store.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct request {
    int plan, product, src, scale, dst, overflow; /* -1: any */
    unsigned jobs, shard, shards, slice;
    const char *out, *json, *report, *tables;
    bool verify, all_modes;
} request;

static int out_of_memory(void) {
    return aqh_usage(&aqh_cmd_certify, "out of memory");
}

/* ---- The search */

static bool fits(int wanted, int value) {
    return wanted < 0 || wanted == value;
}

static bool wanted(const request *r, const aqo_subject *s) {
    if (!fits(r->plan, s->pipeline.plan) || !fits(r->src, (int)s->src) ||
        !fits(r->scale, (int)s->scale) || !fits(r->dst, (int)s->dst) ||
        !fits(r->overflow, (int)s->pipeline.overflow))
        return false;
    if (r->product < 0)
        return true;
    size_t count;
    aqr_call *calls = aqr_calls(s, &count);
    bool runs = false;
    for (size_t k = 0; calls && k < count; k++)
        runs = runs || (int)calls[k].product == r->product;
    free(calls);
    return runs;
}

typedef struct output {
    const request *request;
    const aqo_subject *all, *chosen;
    size_t all_count;
    json_t **objects;              /* [chosen], with --json */
    aqr_certificate *certificates; /* [chosen] */
} output;

static void print_line(const aqr_certificate *c, const char *name) {
    printf("%s:", name);
    for (int d = 0; d < AQO_DOMAIN_COUNT; d++) {
        const aqo_extreme *e = &c->bounds.domains[d];
        if (!e->occurs)
            continue;
        mpfr_t error;
        mpfr_init2(error, AQO_PRECISION);
        aqo_certify_point(&c->subject, e->witness, error);
        mpfr_abs(error, error, MPFR_RNDN);
        printf(" %s", aqo_domain_name((aqo_domain)d));
        if (e->unbounded || !mpfr_number_p(error))
            printf(" unbounded,");
        else
            printf(" %.12g,", aqr_decimal_up(error));
        mpfr_clear(error);
    }
    printf(" %s\n", aqr_evidence_name(c->bounds.domains[AQO_DOMAIN_NORM].evidence));
}

static bool write_text(const char *path, const char *text) {
    char error[512];
    const aqh_part part = {text, strlen(text)};
    if (!strcmp(path, "-"))
        return fputs(text, stdout) != EOF && fflush(stdout) == 0;
    if (aqh_file_write(path, &part, 1, error, sizeof error))
        return true;
    aqh_usage(&aqh_cmd_certify, "%s", error);
    return false;
}

static bool on_done(void *context, size_t index, const aqo_bounds *bounds) {
    output *o = context;
    const request *r = o->request;
    aqr_certificate c = {o->chosen[index], *bounds, r->shard, r->shards};
    char name[AQR_NAME_BYTES], path[4096];
    o->certificates[index] = c;
    aqr_subject_name(&c.subject, o->all, o->all_count, name);
    if (r->json && !(o->objects[index] = aqr_certificate_json(&c)))
        return out_of_memory() == AQH_PASS;
    if (!r->json || strcmp(r->json, "-") != 0)
        print_line(&c, name);
    if (!r->out)
        return true;
    char *text = aqr_certificate_text(&c);
    if (!text)
        return out_of_memory() == AQH_PASS;
    if (r->shards)
        snprintf(path, sizeof path, "%s/%s.%u-of-%u.json", r->out, name, r->shard, r->shards);
    else
        snprintf(path, sizeof path, "%s/%s.json", r->out, name);
    const bool good = write_text(path, text);
    free(text);
    return good;
}

/* One certificate by itself, several as an array. */
static bool write_json(const output *o, size_t count) {
    json_t *array = json_array();
    for (size_t k = 0; k < count; k++)
        json_array_append(array, o->objects[k]);
    json_t *one = count == 1 ? json_incref(o->objects[0]) : json_incref(array);
    json_decref(array);
    char *text = aqr_json_text(one);
    const bool good = text && write_text(o->request->json, text);
    free(text);
    return good;
}

/* A certificate above its argued bound is a finding, of this tool. */
static int write_report(const output *o, size_t count) {
    char error[512];
    json_t *results = aqr_certificate_results(o->certificates, o->all, o->all_count, count);
    const bool written = aqr_report_write(results, o->request->report, error, sizeof error);
    const bool passed = json_is_true(json_object_get(results, "passed"));
    json_decref(results);
    if (!written)
        return aqh_usage(&aqh_cmd_certify, "--report: %s", error);
    return passed ? AQH_PASS : AQH_FINDINGS;
}

static int certify(const request *r) {
    output o = {.request = r};
    o.all = aqo_subjects(&o.all_count);
    aqo_subject *chosen = o.all ? malloc((o.all_count + 1) * sizeof *chosen) : NULL;
    size_t count = 0;
    for (size_t k = 0; chosen && k < o.all_count; k++)
        if (wanted(r, &o.all[k]))
            chosen[count++] = o.all[k];
    o.chosen = chosen;
    o.objects = calloc(count + 1, sizeof *o.objects);
    o.certificates = calloc(count + 1, sizeof *o.certificates);
    int status = AQH_PASS;
    if (!chosen || !o.objects || !o.certificates)
        status = out_of_memory();
    else if (!count)
        status = aqh_usage(&aqh_cmd_certify, "no product runs a plan that fits these options "
                                             "(aqcheck list combos)");
    else if (!aqr_certify_all(chosen, count, r->shards ? r->shard - 1 : 0,
                              r->shards ? r->shards : 1, r->jobs, on_done, &o) ||
             (r->json && !write_json(&o, count)))
        status = AQH_USAGE;
    else if (r->report)
        status = write_report(&o, count);
    for (size_t k = 0; o.objects && k < count; k++)
        json_decref(o.objects[k]);
    free(o.objects);
    free(o.certificates);
    free(chosen);
    free((aqo_subject *)o.all);
    return status;
}

/* ---- The check */

static int verify(const request *r, char **files) {
    int status = AQH_PASS;
    for (; *files; files++) {
        aqr_certificate c;
        aqr_refusal refusal;
        char hash[AQR_HASH_BYTES];
        uint64_t tried = 0;
        bool good = aqr_certificate_read(*files, &c, hash, &refusal);
        good = good && aqr_certificate_verify(&c, hash, r->slice, &tried, &refusal);
        if (good) {
            printf("verified %s: witnesses and fields hold, %" PRIu64 " other inputs within\n",
                   *files, tried);
        } else {
            printf("REFUSED %s: %s\n", *files, refusal.text);
            const int own = refusal.malformed ? AQH_USAGE : AQH_FINDINGS;
            status = own > status ? own : status;
        }
    }
    return status;
}

/* ---- Options */

enum {
    PLAN = 1,
    PRODUCT,
    SRC,
    SCALE,
    DST,
    OVERFLOW_MODE,
    JOBS,
    SHARD,
    OUT,
    JSON,
    REPORT,
    VERIFY,
    SLICE,
    TABLES
};

static const struct option options[] = {{"plan", required_argument, NULL, PLAN},
                                        {"product", required_argument, NULL, PRODUCT},
                                        {"src", required_argument, NULL, SRC},
                                        {"scale", required_argument, NULL, SCALE},
                                        {"dst", required_argument, NULL, DST},
                                        {"overflow", required_argument, NULL, OVERFLOW_MODE},
                                        {"jobs", required_argument, NULL, JOBS},
                                        {"shard", required_argument, NULL, SHARD},
                                        {"out", required_argument, NULL, OUT},
                                        {"json", required_argument, NULL, JSON},
                                        {"report", required_argument, NULL, REPORT},
                                        {"verify", no_argument, NULL, VERIFY},
                                        {"slice", required_argument, NULL, SLICE},
                                        {"tables", required_argument, NULL, TABLES},
                                        {0}};

static bool parse_format(const char *text, int *format) {
    *format = (int)aqo_format_by_name(text);
    return *format < AQ_FORMAT_COUNT;
}

static bool parse_name(const aqh_names *names, const char *text, int *value) {
    *value = (int)aqh_name_find(names, text);
    return *value < (int)names->count;
}

static bool parse_shard(const char *text, request *r) {
    char end;
    return *text >= '0' && *text <= '9' &&
           sscanf(text, "%9u/%9u%c", &r->shard, &r->shards, &end) == 2 && r->shard >= 1 &&
           r->shard <= r->shards;
}

static int option_value(int option, request *r) {
    const aqh_command *me = &aqh_cmd_certify;
    char error[512];
    uint64_t number;
    switch (option) {
    case PLAN:
        r->plan = (int)aqo_plan_by_name(optarg);
        return r->plan < AQO_PLAN_COUNT ? AQH_PASS
                                        : aqh_usage(me, "--plan: no plan '%s' (N1..N13)", optarg);
    case PRODUCT:
        return parse_name(&aqh_product_names, optarg, &r->product)
                   ? AQH_PASS
                   : aqh_usage(me, "--product: no product '%s' (aqcheck list products)", optarg);
    case OVERFLOW_MODE:
        r->all_modes = !strcmp(optarg, "all");
        return r->all_modes || parse_name(&aqh_overflow_names, optarg, &r->overflow)
                   ? AQH_PASS
                   : aqh_usage(me, "--overflow: no mode '%s' (inf_nan sat per_instruction all)",
                               optarg);
    case SRC:
    case SCALE:
    case DST:
        return parse_format(optarg, option == SRC     ? &r->src
                                    : option == SCALE ? &r->scale
                                                      : &r->dst)
                   ? AQH_PASS
                   : aqh_usage(me, "no format '%s' (aqcheck list formats)", optarg);
    case JOBS:
        if (!aqh_parse_unsigned(optarg, 1, 1024, &number))
            return aqh_usage(me, "--jobs: must be 1..1024, got '%s'", optarg);
        r->jobs = (unsigned)number;
        return AQH_PASS;
    case SLICE:
        if (!aqh_parse_unsigned(optarg, 1, UINT32_MAX, &number))
            return aqh_usage(me, "--slice: must be 1..2^32-1, got '%s'", optarg);
        r->slice = (unsigned)number;
        return AQH_PASS;
    case SHARD:
        return parse_shard(optarg, r)
                   ? AQH_PASS
                   : aqh_usage(me, "--shard: must be I/N with 1 <= I <= N, got '%s'", optarg);
    case OUT:
        r->out = optarg;
        return AQH_PASS;
    case JSON:
        r->json = optarg;
        return AQH_PASS;
    case REPORT:
        r->report = optarg;
        return aqr_report_check(optarg, error, sizeof error) ? AQH_PASS
                                                             : aqh_usage(me, "--report: %s", error);
    case VERIFY:
        r->verify = true;
        return AQH_PASS;
    default:
        r->tables = optarg;
        return AQH_PASS;
    }
}

static int run(int argc, char **argv) {
    const aqh_command *me = &aqh_cmd_certify;
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    request r = {-1,
                 -1,
                 -1,
                 -1,
                 -1,
                 -1,
                 .jobs = cores > 0 && cores <= 1024 ? (unsigned)cores : 1,
                 .slice = AQR_SLICE};
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (answer == '?' || answer == ':')
            return aqh_bad_option(me, answer, argv);
        const int status = option_value(answer, &r);
        if (status != AQH_PASS)
            return status;
    }
    if (r.verify) {
        if (r.tables || r.out || r.json || r.report || r.shards)
            return aqh_usage(me,
                             "--verify only reads: no --out, --json, --report, --shard, --tables");
        if (optind == argc)
            return aqh_usage(me, "--verify: which files?");
        return verify(&r, argv + optind);
    }
    if (optind < argc)
        return aqh_usage(me, "what is '%s'? (--verify FILE... checks certificates)", argv[optind]);
    char error[512];
    if (r.tables)
        return aqh_certify_tables(r.tables, error, sizeof error) ? AQH_PASS
                                                                 : aqh_usage(me, "%s", error);
    if (r.report && r.shards)
        return aqh_usage(me, "--report tells of whole certificates: no --shard");
    if (!r.out && !r.json && !r.report)
        r.out = ".";
    /* Who asks for one certificate means that of the usual mode. */
    if (r.json && r.overflow < 0 && !r.all_modes)
        r.overflow =
            (int)aqh_default_overflow(r.product >= 0 ? (aq_product)r.product : AQ_PRODUCT_A2);
    if (r.out && access(r.out, W_OK | X_OK) != 0)
        return aqh_usage(me, "--out: cannot write in '%s'", r.out);
    return certify(&r);
}

const aqh_command aqh_cmd_certify = {
    .name = "certify",
    .arguments = "[options] | --verify FILE... | --tables DIR",
    .summary = "the largest error of each rounding plan, with the input that attains it",
    .help = "  --plan N3       only this plan\n"
            "  --product P     only what this product runs\n"
            "  --src F         only this format of src\n"
            "  --scale F       only this format of scale and offset\n"
            "  --dst F         only this format of dst\n"
            "  --overflow M    only this mode: inf_nan, sat, per_instruction; all (the default,\n"
            "                  but with --json: there it is inf_nan, for the 310P sat)\n"
            "  --jobs J        threads (default: all cores); the result is the same\n"
            "  --shard I/N     part I of N of the search, 1..N; aqcheck merge joins them\n"
            "  --out DIR       where the certificates go (default: here, unless --json)\n"
            "  --json FILE     the certificate, or an array of several; - is standard output\n"
            "  --report DIR    report.html, results.json, junit.xml, results.sarif, summary.md\n"
            "  --verify F...   check certificates again: hash, witnesses, every field, and\n"
            "                  a random slice of all inputs\n"
            "  --slice N       how many random inputs --verify tries (default: 20000)\n"
            "  --tables DIR    from DIR/certificates: DIR/tolerance.json and the README.md there;\n"
            "                  removes certificates that no longer belong there\n\n"
            "Example: aqcheck certify --plan N12 --src e2m1 --json -\n",
    .run = run,
};
