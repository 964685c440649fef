/* A reader of just enough XML, and what JUnit files may have in them. */
#include "schema_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *parents, *attributes, *required; /* each name between spaces */
} elements[] = {
    {"testsuites", " ", " name time tests failures disabled errors ", " "},
    {"testsuite", " testsuites ",
     " name tests failures errors time disabled skipped timestamp hostname id package file "
     "log url version ",
     " name tests "},
    {"properties", " testsuite ", " ", " "},
    {"property", " properties ", " name value ", " name value "},
    {"testcase", " testsuite ", " name time classname group assertions status ", " name "},
    {"failure", " testcase ", " type message ", " "},
    {"error", " testcase ", " type message ", " "},
    {"skipped", " testcase ", " type message ", " "},
};
enum { ELEMENTS = sizeof elements / sizeof *elements, DEPTH = 8 };

static bool listed(const char *list, const char *word) {
    char spaced[80];
    snprintf(spaced, sizeof spaced, " %s ", word);
    return strstr(list, spaced) != NULL;
}

/* Characters of text or of a value up to `end`: none that XML lacks, entities known. */
static const char *content(const char *at, char end) {
    for (; *at && *at != end; at++) {
        const unsigned char c = (unsigned char)*at;
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f || c == '<')
            return NULL;
        if (c == '&' && strncmp(at, "&amp;", 5) && strncmp(at, "&lt;", 4) &&
            strncmp(at, "&gt;", 4) && strncmp(at, "&quot;", 6))
            return NULL;
    }
    return at;
}

static const char *word(const char *at, char *name, size_t bytes) {
    const size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz");
    snprintf(name, bytes, "%.*s", (int)length, at);
    return at + length;
}

static bool wrong(char *why, size_t bytes, const char *what, const char *at) {
    snprintf(why, bytes, "%s at: %.60s", what, at);
    return false;
}

bool junit_facts(const char *text, char *why, size_t bytes) {
    static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    int stack[DEPTH], depth = 0, roots = 0;
    long claimed[ELEMENTS] = {0}, counted[ELEMENTS] = {0};
    if (strncmp(text, head, strlen(head)))
        return wrong(why, bytes, "no XML declaration", text);
    for (const char *at = text + strlen(head); *at;) {
        const char *start = at;
        if (*at != '<') {
            at = content(at, '<');
            if (!at)
                return wrong(why, bytes, "a character that may not be", start);
            continue;
        }
        char name[40], attributes[200] = " ";
        const bool closing = at[1] == '/';
        at = word(at + 1 + closing, name, sizeof name);
        int e = 0;
        while (e < ELEMENTS && strcmp(elements[e].name, name))
            e++;
        if (e == ELEMENTS)
            return wrong(why, bytes, "an unknown element", start);
        if (closing) {
            if (depth == 0 || stack[--depth] != e || *at++ != '>')
                return wrong(why, bytes, "an end that fits no beginning", start);
            continue;
        }
        counted[e]++;
        roots += depth == 0;
        const char *parent = depth ? elements[stack[depth - 1]].name : "";
        if (depth ? !listed(elements[e].parents, parent) : e != 0)
            return wrong(why, bytes, "an element in the wrong place", start);
        while (*at == ' ') {
            char attribute[40];
            at = word(at + 1, attribute, sizeof attribute);
            if (strncmp(at, "=\"", 2) || !listed(elements[e].attributes, attribute) ||
                listed(attributes, attribute))
                return wrong(why, bytes, "an attribute that may not be", start);
            strcat(strcat(attributes, attribute), " ");
            for (int k = 0; e == 1 && k < ELEMENTS; k++) {
                static const char *const counts[] = {
                    [4] = "tests", "failures", "errors", "skipped"};
                if (k >= 4 && !strcmp(attribute, counts[k]))
                    claimed[k] = strtol(at + 2, NULL, 10);
            }
            at = content(at + 2, '"');
            if (!at || !*at++)
                return wrong(why, bytes, "a value with a character that may not be", start);
        }
        for (const char *need = elements[e].required + 1; *need;) {
            char attribute[40];
            need = word(need, attribute, sizeof attribute) + 1;
            if (!listed(attributes, attribute))
                return wrong(why, bytes, "an attribute is missing", start);
        }
        if (!strncmp(at, "/>", 2))
            at += 2;
        else if (*at++ == '>' && depth < DEPTH)
            stack[depth++] = e;
        else
            return wrong(why, bytes, "a tag that does not end", start);
    }
    if (depth || roots != 1)
        return wrong(why, bytes, "not one whole element", "the end");
    for (int k = 4; k < ELEMENTS; k++)
        if (claimed[k] != counted[k] && !(k == 5 && claimed[k] <= counted[k] && claimed[k]))
            return wrong(why, bytes, "a count that is not right", elements[k].name);
    return true;
}
