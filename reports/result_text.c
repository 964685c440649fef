/* Decides what becomes of characters that a report must not have. */
#include "result_text.h"

#include "printable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the printable character at text; 0 if there is none. */
static size_t printable_at(const char *text) {
    char copy[8];
    const unsigned char lead = (unsigned char)*text;
    const size_t size = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const size_t there = strnlen(text, size);
    aqh_printable(copy, sizeof copy, text, there);
    return there == size && memcmp(copy, text, size) == 0 ? size : 0;
}

typedef void put(FILE *out, const char *character, size_t bytes);

static void each(FILE *out, const char *text, bool lines, put *put) {
    while (*text) {
        const size_t size = lines && *text == '\n' ? 1 : printable_at(text);
        if (size)
            put(out, text, size);
        else
            fprintf(out, "\\x%02x", (unsigned char)*text);
        text += size ? size : 1;
    }
}

static void put_plain(FILE *out, const char *character, size_t bytes) {
    fwrite(character, 1, bytes, out);
}

static void put_xml(FILE *out, const char *character, size_t bytes) {
    /* U+FFFE and U+FFFF are the two printable ones that XML has no place for. */
    if (bytes == 3 && !memcmp(character, "\xef\xbf", 2) && (unsigned char)character[2] >= 0xbe)
        fputs("\\xef\\xbf", out);
    else if (*character == '&')
        fputs("&amp;", out);
    else if (*character == '<')
        fputs("&lt;", out);
    else if (*character == '>')
        fputs("&gt;", out);
    else if (*character == '"')
        fputs("&quot;", out);
    else
        fwrite(character, 1, bytes, out);
}

static void put_markdown(FILE *out, const char *character, size_t bytes) {
    if (*character == '&')
        fputs("&amp;", out);
    else if (*character == '<')
        fputs("&lt;", out);
    else {
        if (strchr("\\`*_[]|~#", *character))
            fputc('\\', out);
        fwrite(character, 1, bytes, out);
    }
}

json_t *aqr_text_json(const char *text, bool lines) {
    char *copy = NULL;
    size_t bytes;
    FILE *out = open_memstream(&copy, &bytes);
    if (!out)
        return NULL;
    each(out, text, lines, put_plain);
    json_t *string = fclose(out) == 0 ? json_string(copy) : NULL;
    free(copy);
    return string;
}

void aqr_text_xml(FILE *out, const char *text) {
    each(out, text, true, put_xml);
}

void aqr_text_markdown(FILE *out, const char *text) {
    each(out, text, false, put_markdown);
}

const char *aqr_field_text(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

long long aqr_field_count(const json_t *object, const char *key) {
    return json_integer_value(json_object_get(object, key));
}

bool aqr_field_true(const json_t *object, const char *key) {
    return json_is_true(json_object_get(object, key));
}

bool aqr_ulp_value(const json_t *value, double *number) {
    const char *text = json_string_value(value);
    char *end;
    if (!text)
        return false;
    if (!strcmp(text, "inf")) {
        *number = INFINITY;
        return true;
    }
    *number = strtod(text, &end);
    return !strncmp(text, "0x", 2) && !*end && isfinite(*number);
}

json_t *aqr_ulp_json(double value) {
    char text[40];
    snprintf(text, sizeof text, "%a", value);
    return json_string(isfinite(value) ? text : "inf");
}

const char *aqr_ulp_short(const json_t *value, char text[32]) {
    double number;
    if (aqr_ulp_value(value, &number))
        snprintf(text, 32, number < 1e-3 ? "%.2g" : "%.6g", number);
    else
        snprintf(text, 32, "-");
    return text;
}

void aqr_text_counts(FILE *out, const json_t *results) {
    const bool certify = !strcmp(aqr_field_text(results, "command"), "certify");
    fprintf(out,
            certify ? "%lld certificates, %lld witnesses" : "%lld cases, %lld elements compared",
            aqr_field_count(results, "cases"), aqr_field_count(results, "elements"));
    if (!certify)
        fprintf(out, ", %lld cases not supported", aqr_field_count(results, "unsupported"));
}
