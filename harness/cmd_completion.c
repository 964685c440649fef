/* aqcheck completion bash: what Tab offers, from the command table and the help. */
#include "cli.h"
#include "names.h"

#include <stdio.h>
#include <string.h>

/* What an option takes, where that is a list. */
static const struct {
    const char *option;
    const aqh_names *names;
} lists[] = {
    {"--product", &aqh_product_names}, {"--overflow", &aqh_overflow_names},
    {"--judge", &aqh_judge_names},     {"--prototype", &aqh_prototype_names},
    {"--src", &aqh_format_names},      {"--scale", &aqh_format_names},
    {"--dst", &aqh_format_names},
};

static void print_names(const aqh_names *names) {
    for (unsigned k = 0; k < names->count; k++)
        printf("%s%s", k ? " " : "", aqh_name(names, k));
}

static void print_commands(void) {
    for (const aqh_command *const *c = aqh_commands; *c; c++)
        printf("%s ", (*c)->name);
    printf("help");
}

static int run(int argc, char **argv) {
    if (argc != 2 || strcmp(argv[1], "bash") != 0)
        return aqh_usage(&aqh_cmd_completion, "%s%s",
                         argc > 1 && argv[1][0] == '-' ? "unknown option " : "which shell? (bash)",
                         argc > 1 && argv[1][0] == '-' ? argv[1] : "");
    printf("# bash completion for aqcheck; made by aqcheck completion bash\n"
           "_aqcheck() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=\n"
           "    if [ \"$COMP_CWORD\" = 1 ]; then\n        words='");
    print_commands();
    printf(" --help --version'\n    else\n        case $before in\n");
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        printf("        %s) words='", lists[k].option);
        print_names(lists[k].names);
        printf("' ;;\n");
    }
    printf("        help) words='");
    print_commands();
    printf("' ;;\n        decode | encode) words='");
    print_names(&aqh_format_names);
    printf("' ;;\n        completion) words=bash ;;\n        esac\n"
           "        case $current in -*)\n            case ${COMP_WORDS[1]} in\n");
    for (const aqh_command *const *c = aqh_commands; *c; c++) {
        const char *at = (*c)->help;
        aqh_help_option option;
        printf("            %s) words='--help", (*c)->name);
        while (aqh_help_next(&at, &option))
            printf(" %s", option.name);
        printf("' ;;\n");
    }
    printf("            esac ;;\n        esac\n    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}\n"
           "complete -o default -F _aqcheck aqcheck\n");
    return AQH_PASS;
}

const aqh_command aqh_cmd_completion = {
    .name = "completion",
    .arguments = "bash",
    .summary = "a completion script for bash",
    .help = "Installed with aqcheck; or put this into ~/.bashrc.\n\n"
            "Example: eval \"$(aqcheck completion bash)\"\n",
    .run = run,
};
