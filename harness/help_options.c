/* Decides what in a help text is an option: there is no other list of them. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

static const char *next_line(const char *line) {
    const char *end = strchr(line, '\n');
    return end ? end + 1 : line + strlen(line);
}

/* "  --name ARG  text", and the lines below that are further in. */
bool aqh_help_next(const char **at, aqh_help_option *option) {
    const char *line = *at;
    while (*line && strncmp(line, "  --", 4) != 0)
        line = next_line(line);
    if (!*line)
        return false;
    const char *name = line + 2, *end = next_line(line);
    const size_t length = strcspn(name, " \n");
    const char *rest = name + length;
    const size_t argument = rest[0] == ' ' && rest[1] != ' ' ? strcspn(rest + 1, " \n") : 0;
    snprintf(option->name, sizeof option->name, "%.*s", (int)length, name);
    snprintf(option->argument, sizeof option->argument, "%.*s", (int)argument, rest + 1);
    option->text = rest + (argument ? argument + 1 : 0);
    option->text += strspn(option->text, " ");
    while (!strncmp(end, "     ", 5))
        end = next_line(end);
    option->bytes = (size_t)(end - option->text);
    *at = end;
    return true;
}
