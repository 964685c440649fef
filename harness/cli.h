/* The command line: one file per subcommand, one table of them in main.c. */
#ifndef AQ_HARNESS_CLI_H
#define AQ_HARNESS_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    AQH_PASS = 0,
    AQH_FINDINGS = 1,
    AQH_USAGE = 2,
    AQH_BROKEN = 2, /* what should run the kernel broke: nothing is said about the kernel */
    AQH_SKIPPED = 77
};

typedef struct aqh_command {
    const char *name;
    const char *arguments; /* the usage line behind the name */
    const char *summary;   /* one line */
    const char *help;      /* options, an example */
    int (*run)(int argc, char **argv);
} aqh_command;

extern const aqh_command aqh_cmd_list, aqh_cmd_decode, aqh_cmd_encode, aqh_cmd_run, aqh_cmd_check,
    aqh_cmd_repro, aqh_cmd_identify, aqh_cmd_bench;
extern const aqh_command aqh_cmd_certify, aqh_cmd_merge, aqh_cmd_shrink, aqh_cmd_gate, aqh_cmd_diff,
    aqh_cmd_prove, aqh_cmd_conformance, aqh_cmd_completion, aqh_cmd_manual;

/* All of them, in the order in which they are listed; the last is null. */
extern const aqh_command *const aqh_commands[];

/* An option in a command's help, and what is said about it. */
typedef struct aqh_help_option {
    char name[32];     /* "--max-ulp" */
    char argument[32]; /* "X"; "" for none */
    const char *text;
    size_t bytes;
} aqh_help_option;

/* The next one; *at is the help at first, then where it goes on. False: no more. */
bool aqh_help_next(const char **at, aqh_help_option *option);

/* "aqcheck COMMAND: message" on stderr; returns AQH_USAGE. */
__attribute__((format(printf, 2, 3))) int aqh_usage(const aqh_command *command, const char *message,
                                                    ...);

/* getopt_long is told to be quiet ("+:" or ":" first) and this says what it met:
 * an unknown option or a missing argument. */
int aqh_bad_option(const aqh_command *command, int answer, char **argv);

/* Can files be written in the directory, with names of ours behind it? AQH_PASS, or
 * says so ("--out: ..."). */
int aqh_check_directory(const aqh_command *command, const char *directory);

/* Whole strings only; decimal, or hexadecimal with 0x; false when it is no such number or out of
 * range. */
bool aqh_parse_unsigned(const char *text, uint64_t low, uint64_t high, uint64_t *value);
bool aqh_parse_real(const char *text, double low, double high, double *value);

#endif
