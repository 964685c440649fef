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
    {"oracle", aqh_bench_oracle},
    {"reductions", aqh_bench_reductions},
};

static int run(int argc, char **argv) {
    static const struct option options[] = {
        {"samples", required_argument, NULL, 'n'}, {"seed", required_argument, NULL, 's'}, {0}};
    aqh_bench_options chosen = {.samples = 1000000, .seed = 1};
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (answer == 'n') {
            if (!aqh_parse_unsigned(optarg, 1, UINT64_C(1) << 40, &chosen.samples))
                return aqh_usage(&aqh_cmd_bench, "--samples: must be 1..2^40, got '%s'", optarg);
        } else if (answer == 's') {
            if (!aqh_parse_unsigned(optarg, 0, UINT64_MAX, &chosen.seed))
                return aqh_usage(&aqh_cmd_bench, "--seed: must be a number of 64 bits, got '%s'",
                                 optarg);
        } else {
            return aqh_bad_option(&aqh_cmd_bench, answer, argv);
        }
    }
    for (size_t k = 0; optind + 1 == argc && k < sizeof benches / sizeof *benches; k++)
        if (!strcmp(argv[optind], benches[k].name))
            return benches[k].run(&chosen);
    return aqh_usage(&aqh_cmd_bench, "which bench? (oracle, reductions)");
}

const aqh_command aqh_cmd_bench = {
    .name = "bench",
    .arguments = "oracle|reductions [--samples N] [--seed S]",
    .summary = "the exact paths, and the certificates' reductions, put to the test at length",
    .help =
        "oracle       compares MPFR, the double path and the 128-bit integer path on N samples\n"
        "             of each class, in bits, sign of zero, class and error; and times the\n"
        "             first two side by side, ns per element\n"
        "reductions   holds N random points of the unreduced space against the certified\n"
        "             maxima of N1, N3, N5 and N9, and sweeps a whole fixed-offset plane\n\n"
        "  --samples N  default 1000000\n"
        "  --seed S     other samples (default 1)\n\n"
        "Example: aqcheck bench oracle --samples 100000000\n",
    .run = run,
};
