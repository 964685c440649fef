/* aqcheck bench: how fast, side by side in one run; and what is exact, put to the
 * test at length. Which benches there are. */
#include "bench.h"
#include "cli.h"

#include <getopt.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(const aqh_bench_options *options);
} benches[] = {
    {"cpu", aqh_bench_cpu},
    {"oracle", aqh_bench_oracle},
    {"reductions", aqh_bench_reductions},
};

enum { SAMPLES = 1, SEED, FILTER, ROUNDS, LEAST, MEMORY, JSON };

static const struct option options[] = {
    {"samples", required_argument, NULL, SAMPLES}, {"seed", required_argument, NULL, SEED},
    {"filter", required_argument, NULL, FILTER},   {"rounds", required_argument, NULL, ROUNDS},
    {"least", required_argument, NULL, LEAST},     {"memory", required_argument, NULL, MEMORY},
    {"json", required_argument, NULL, JSON},       {0}};

static int option_value(int option, aqh_bench_options *chosen) {
    const aqh_command *me = &aqh_cmd_bench;
    char error[400];
    uint64_t number;
    switch (option) {
    case SAMPLES:
        return aqh_parse_unsigned(optarg, 1, UINT64_C(1) << 40, &chosen->samples)
                   ? AQH_PASS
                   : aqh_usage(me, "--samples: must be 1..2^40, got '%s'", optarg);
    case SEED:
        return aqh_parse_unsigned(optarg, 0, UINT64_MAX, &chosen->seed)
                   ? AQH_PASS
                   : aqh_usage(me, "--seed: must be a number of 64 bits, got '%s'", optarg);
    case FILTER:
        return aqh_filter_parse(&chosen->filter, optarg, error, sizeof error)
                   ? AQH_PASS
                   : aqh_usage(me, "--filter: %s", error);
    case ROUNDS:
        if (!aqh_parse_unsigned(optarg, 1, 10000, &number))
            return aqh_usage(me, "--rounds: must be 1..10000, got '%s'", optarg);
        chosen->rounds = (unsigned)number;
        return AQH_PASS;
    case LEAST:
        return aqh_parse_real(optarg, 0, 60, &chosen->least)
                   ? AQH_PASS
                   : aqh_usage(me, "--least: must be 0..60 seconds, got '%s'", optarg);
    case MEMORY:
        if (!aqh_parse_unsigned(optarg, 1, 1 << 16, &number))
            return aqh_usage(me, "--memory: must be 1..65536 MiB, got '%s'", optarg);
        chosen->memory = (size_t)number << 20;
        return AQH_PASS;
    default:
        chosen->json = optarg;
        return AQH_PASS;
    }
}

static int run(int argc, char **argv) {
    aqh_bench_options chosen = {
        .samples = 1000000, .seed = 1, .filter = aqh_filter_any, .rounds = 7, .least = 0.001};
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (answer == '?' || answer == ':')
            return aqh_bad_option(&aqh_cmd_bench, answer, argv);
        const int status = option_value(answer, &chosen);
        if (status != AQH_PASS)
            return status;
    }
    for (size_t k = 0; optind + 1 == argc && k < sizeof benches / sizeof *benches; k++)
        if (!strcmp(argv[optind], benches[k].name))
            return benches[k].run(&chosen);
    return aqh_usage(&aqh_cmd_bench, "which bench? (cpu, oracle, reductions)");
}

const aqh_command aqh_cmd_bench = {
    .name = "bench",
    .arguments = "cpu|oracle|reductions [options]",
    .summary = "how fast; the exact paths, and the certificates' reductions, at length",
    .help =
        "cpu          every form of call on every variant of the CPU backend that is here, in\n"
        "             turn with a memory copy of the same traffic and with the loop that a user\n"
        "             would write; in cache, in memory, on two threads: a table (Markdown)\n"
        "oracle       compares MPFR, the double path and the 128-bit integer path on N samples\n"
        "             of each class, in bits, sign of zero, class and error; and times the\n"
        "             first two side by side, ns per element\n"
        "reductions   holds N random points of the unreduced space against the certified\n"
        "             maxima of N1, N3, N5 and N9, and sweeps a whole fixed-offset plane\n\n"
        "  --samples N  oracle, reductions: default 1000000\n"
        "  --seed S     other samples (default 1)\n"
        "  --filter F   cpu: as for run, prototype=per_token,src=int8\n"
        "  --rounds R   cpu: a figure is the median of so many (default 7)\n"
        "  --least T    cpu: repeat what takes less than T seconds (default 0.001)\n"
        "  --memory M   cpu: MiB that a call beyond the caches reads and writes (default: four\n"
        "               times what is counted on of the last-level cache)\n"
        "  --json FILE  cpu: all times, in seconds; - is standard output, without the table\n\n"
        "Example: aqcheck bench oracle --samples 100000000\n",
    .run = run,
};
