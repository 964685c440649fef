/* aqcheck merge: the parts of a certificate, joined. */
#include "certificate.h"
#include "cli.h"
#include "file.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int write_whole(const aqr_certificate *whole, const char *out) {
    char *text = aqr_certificate_text(whole);
    char error[512];
    int status = AQH_PASS;
    if (!text) {
        status = aqh_usage(&aqh_cmd_merge, "out of memory");
    } else if (!strcmp(out, "-")) {
        if (fputs(text, stdout) == EOF || fflush(stdout) != 0)
            status = aqh_usage(&aqh_cmd_merge, "standard output: cannot be written");
    } else {
        const aqh_part part = {text, strlen(text)};
        if (!aqh_file_write(out, &part, 1, error, sizeof error))
            status = aqh_usage(&aqh_cmd_merge, "%s", error);
    }
    free(text);
    return status;
}

static int merge(char **files, size_t count, const char *out) {
    aqr_certificate *parts = calloc(count, sizeof *parts), whole;
    int status = parts ? AQH_PASS : aqh_usage(&aqh_cmd_merge, "out of memory");
    size_t read = 0, at;
    while (status == AQH_PASS && read < count) {
        aqr_refusal refusal;
        if (aqr_certificate_read(files[read], &parts[read], NULL, &refusal))
            read++;
        else
            status = aqh_usage(&aqh_cmd_merge, "%s: %s", files[read], refusal.text);
    }
    if (status == AQH_PASS) {
        char error[256];
        if (aqr_certificate_merge(parts, count, &whole, &at, error, sizeof error))
            status = write_whole(&whole, out);
        else
            status = aqh_usage(&aqh_cmd_merge, "%s: %s", files[at], error);
    }
    free(parts);
    return status;
}

static int run(int argc, char **argv) {
    static const struct option options[] = {{"out", required_argument, NULL, 'o'}, {0}};
    const char *out = "-";
    int answer;
    while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (answer != 'o')
            return aqh_bad_option(&aqh_cmd_merge, answer, argv);
        out = optarg;
    }
    if (optind == argc)
        return aqh_usage(&aqh_cmd_merge, "which parts? (aqcheck certify --shard I/N)");
    return merge(argv + optind, (size_t)(argc - optind), out);
}

const aqh_command aqh_cmd_merge = {
    .name = "merge",
    .arguments = "PART.json... [--out FILE]",
    .summary = "joins the parts of a certificate that --shard made",
    .help = "  --out FILE  where the certificate goes (default: standard output)\n\n"
            "All parts must be there, each once, of one subject; the result has the bytes that\n"
            "the search in one piece gives.\n\n"
            "Example: aqcheck merge N12-*.1-of-2.json N12-*.2-of-2.json --out N12.json\n",
    .run = run,
};
