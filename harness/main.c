/* aqcheck: finds the subcommand. */
#include "cli.h"
#include "printable.h"
#include "version.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const aqh_command *const aqh_commands[] = {
    &aqh_cmd_run,        &aqh_cmd_check,       &aqh_cmd_repro,
    &aqh_cmd_identify,   &aqh_cmd_bench,       &aqh_cmd_list,
    &aqh_cmd_decode,     &aqh_cmd_encode,      &aqh_cmd_certify,
    &aqh_cmd_merge,      &aqh_cmd_shrink,      &aqh_cmd_gate,
    &aqh_cmd_diff,       &aqh_cmd_conformance, &aqh_cmd_prove,
    &aqh_cmd_completion, &aqh_cmd_manual,      NULL,
};

static void print_help(FILE *out) {
    fprintf(out,
            "aqcheck: how wrong is a dequantization kernel?\n\nusage: aqcheck COMMAND ...\n\n");
    for (const aqh_command *const *c = aqh_commands; *c; c++)
        fprintf(out, "  %-11s %s\n", (*c)->name, (*c)->summary);
    fprintf(out, "\n`aqcheck help COMMAND` says more. Exit codes: 0 pass, 1 findings, 2 usage or "
                 "input error or a backend that broke, 77 skipped.\n");
}

static void print_command_help(FILE *out, const aqh_command *command) {
    fprintf(out, "usage: aqcheck %s %s\n\n%s\n\n%s", command->name, command->arguments,
            command->summary, command->help);
}

int aqh_usage(const aqh_command *command, const char *message, ...) {
    va_list args;
    char text[2 * PATH_MAX], shown[sizeof text];
    va_start(args, message);
    vsnprintf(text, sizeof text, message, args);
    va_end(args);
    /* It may quote what a file or an argument has in it. */
    aqh_printable(shown, sizeof shown, text, sizeof text);
    fprintf(stderr, "aqcheck %s: %s\n", command->name, shown);
    return AQH_USAGE;
}

int aqh_bad_option(const aqh_command *command, int answer, char **argv) {
    if (answer == ':')
        return aqh_usage(command, "%s needs an argument", argv[optind - 1]);
    return aqh_usage(command, "unknown option %s (try: aqcheck help %s)", argv[optind - 1],
                     command->name);
}

int aqh_check_directory(const aqh_command *command, const char *directory) {
    enum { NAME = 256 }; /* the longest name of a reproducer, and more */
    struct stat status;
    if (strlen(directory) + NAME >= PATH_MAX)
        return aqh_usage(command, "--out: the path is too long");
    if (stat(directory, &status) != 0 || !S_ISDIR(status.st_mode) ||
        access(directory, W_OK | X_OK) != 0)
        return aqh_usage(command, "--out: cannot write in '%s'", directory);
    return AQH_PASS;
}

bool aqh_parse_unsigned(const char *text, uint64_t low, uint64_t high, uint64_t *value) {
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    const bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    unsigned long long number = strtoull(text, &end, hex ? 16 : 10);
    if (*end || errno || number < low || number > high)
        return false;
    *value = number;
    return true;
}

bool aqh_parse_real(const char *text, double low, double high, double *value) {
    char *end;
    double number = strtod(text, &end);
    if (end == text || *end || isnan(number) || number < low || number > high)
        return false;
    *value = number;
    return true;
}

static const aqh_command *find(const char *name) {
    const aqh_command *const *c = aqh_commands;
    while (*c && strcmp((*c)->name, name) != 0)
        c++;
    return *c;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        print_help(stderr);
        return AQH_USAGE;
    }
    const char *name = argv[1];
    if (!strcmp(name, "--version")) {
        printf("aqcheck %s\n", AQ_VERSION);
        return AQH_PASS;
    }
    const bool help = !strcmp(name, "help") || !strcmp(name, "--help") || !strcmp(name, "-h");
    if (help && argc == 2) {
        print_help(stdout);
        return AQH_PASS;
    }
    const aqh_command *command = find(help ? argv[2] : name);
    if (!command) {
        fprintf(stderr, "aqcheck: no command '%s' (try: aqcheck help)\n", help ? argv[2] : name);
        return AQH_USAGE;
    }
    if (help || (argc > 2 && (!strcmp(argv[2], "--help") || !strcmp(argv[2], "-h")))) {
        print_command_help(stdout, command);
        return AQH_PASS;
    }
    const int code = command->run(argc - 1, argv + 1);
    if (fflush(stdout) != 0 || ferror(stdout))
        return aqh_usage(command, "standard output cannot be written");
    return code;
}
