/* aqcheck manual: the manual page, from the command table and the help. */
#include "cli.h"
#include "version.h"

#include <stdio.h>
#include <string.h>

#define MANUAL_DATE "2026-11-24" /* of the last change that a reader would see */

/* As roff has it: no line begins with what is a request, a minus is one, and lines that
 * are filled anyway are short. */
static void print_text(const char *text, size_t bytes, bool filled) {
    enum { SHORT = 60 };
    int column = 0;
    for (size_t k = 0; k < bytes; k++) {
        if (text[k] == '\n' || (filled && text[k] == ' ' && column > SHORT)) {
            putchar('\n');
            column = 0;
            continue;
        }
        if (text[k] == ' ' && column == 0)
            continue;
        if (column == 0 && (text[k] == '.' || text[k] == '\''))
            column += printf("\\&");
        if (text[k] == '-')
            column += printf("\\-");
        else if (text[k] == '\\')
            column += printf("\\e");
        else
            column += printf("%c", text[k]);
    }
}

/* Lines of a help that are about no option; an example stands as it is typed. */
static void print_paragraphs(const char *from, const char *to) {
    bool between = true, example = false;
    while (from < to) {
        const char *end = memchr(from, '\n', (size_t)(to - from));
        const size_t bytes = (size_t)((end ? end + 1 : to) - from);
        if (*from == '\n') {
            printf("%s", example ? ".EE\n" : "");
            between = true;
            example = false;
        } else {
            const bool begins = between && !strncmp(from, "Example: ", strlen("Example: "));
            example = example || begins;
            printf("%s%s", between ? ".PP\n" : "", begins ? ".EX\n" : "");
            print_text(from, bytes, !example);
            between = false;
        }
        from += bytes;
    }
    printf("%s", example ? ".EE\n" : "");
}

static void print_command(const aqh_command *command) {
    const char *at = command->help, *from = at;
    aqh_help_option option;
    printf(".SS \"aqcheck %s ", command->name);
    print_text(command->arguments, strlen(command->arguments), false);
    printf("\"\n");
    print_text(command->summary, strlen(command->summary), true);
    printf(".\n");
    while (aqh_help_next(&at, &option)) {
        const char *line = option.text;
        while (line > from && line[-1] != '\n')
            line--;
        print_paragraphs(from, line);
        printf(".TP\n\\fB");
        print_text(option.name, strlen(option.name), false);
        printf("\\fR");
        if (option.argument[0]) {
            printf(" \\fI");
            print_text(option.argument, strlen(option.argument), false);
            printf("\\fR");
        }
        putchar('\n');
        print_text(option.text, option.bytes, true);
        from = at;
    }
    print_paragraphs(from, from + strlen(from));
}

static int run(int argc, char **argv) {
    if (argc != 1)
        return aqh_usage(&aqh_cmd_manual, argv[1][0] == '-' ? "unknown option %s" : "what is '%s'?",
                         argv[1]);
    printf(".TH AQCHECK 1 %s \"aqcheck %s\" \"User Commands\"\n"
           ".SH NAME\naqcheck \\- how wrong is a dequantization kernel?\n"
           ".SH SYNOPSIS\n\\fBaqcheck\\fR \\fIcommand\\fR [\\fIargument\\fR ...]\n"
           ".SH DESCRIPTION\n"
           "Compares what a kernel gives for dst = scale * (src + offset) with the\n"
           "exact value, and says with proof how wrong it is and how wrong it may be.\n"
           ".SH COMMANDS\n",
           MANUAL_DATE, AQ_VERSION);
    for (const aqh_command *const *c = aqh_commands; *c; c++)
        print_command(*c);
    printf(".SH EXIT STATUS\n0: pass. 1: findings. 2: usage or input error, or a backend that\n"
           "broke. 77: skipped.\n"
           ".SH ENVIRONMENT\n"
           ".TP\nNO_COLOR\nNo colours, even on a terminal.\n"
           ".TP\nCOLUMNS\nHow wide tables may be (default: the terminal).\n");
    return AQH_PASS;
}

const aqh_command aqh_cmd_manual = {
    .name = "manual",
    .arguments = "",
    .summary = "the manual page",
    .help = "Installed with aqcheck.\n\n"
            "Example: aqcheck manual | man -l -\n",
    .run = run,
};
