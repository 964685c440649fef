/* A reader of just enough HTML: elements that end, attributes that are quoted, and
 * nothing that is loaded or run. */
#include "schema_facts.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH = 32 };

static bool wrong(char *why, size_t bytes, const char *what, const char *at) {
    snprintf(why, bytes, "%s at: %.60s", what, at);
    return false;
}

static bool is_void(const char *name) {
    return !strcmp(name, "meta") || !strcmp(name, "link");
}

/* In attributes: only places in the page itself, and the empty icon. */
static bool loads(const char *name, const char *value) {
    if (!strncmp(name, "on", 2) || !strcmp(name, "src") || !strcmp(name, "srcset"))
        return true;
    return !strcmp(name, "href") && *value != '#' && strncmp(value, "data:,\"", 7) != 0;
}

bool html_facts(const char *text, char *why, size_t bytes) {
    static const char names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    char stack[DEPTH][24];
    int depth = 0;
    bool style = false;
    if (strncmp(text, "<!DOCTYPE html>\n", 16))
        return wrong(why, bytes, "no document type", text);
    for (const char *at = text + 16; *at;) {
        const char *start = at;
        if (*at != '<') {
            if (style && (!strncmp(at, "url(", 4) || !strncmp(at, "@import", 7)))
                return wrong(why, bytes, "a style that loads", at);
            if (((unsigned char)*at < 0x20 && *at != '\n') || *at == 0x7f)
                return wrong(why, bytes, "a control character", at);
            at++;
            continue;
        }
        const bool closing = at[1] == '/';
        at += 1 + closing;
        char name[24];
        const size_t length = strspn(at, names);
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        at += length;
        if (length == 0 || !strcmp(name, "script") || !strcmp(name, "iframe"))
            return wrong(why, bytes, "an element that may not be", start);
        while (*at == ' ') {
            char attribute[24];
            const size_t size = strspn(++at, names);
            snprintf(attribute, sizeof attribute, "%.*s", (int)size, at);
            at += size;
            if (*at != '=') /* "open" */
                continue;
            if (at[1] != '"' || loads(attribute, at + 2) || !strchr(at + 2, '"'))
                return wrong(why, bytes, "an attribute that may not be", start);
            at = strchr(at + 2, '"') + 1;
        }
        const bool empty = *at == '/';
        at += empty;
        if (*at++ != '>')
            return wrong(why, bytes, "a tag that does not end", start);
        if (closing && (depth == 0 || strcmp(stack[--depth], name) != 0))
            return wrong(why, bytes, "an end that fits no beginning", start);
        if (!closing && !empty && !is_void(name)) {
            if (depth == DEPTH)
                return wrong(why, bytes, "too deep", start);
            strcpy(stack[depth++], name);
        }
        style = depth && !strcmp(stack[depth - 1], "style");
    }
    return depth == 0 || wrong(why, bytes, "an element that does not end", stack[depth - 1]);
}
