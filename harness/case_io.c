/* Decides what an .aqcase file is: a head that a person can read, one line per
 * field in a fixed order, then the packed data of the operands in their order.
 *
 *     aqcase 1
 *     KEY VALUE          as case_fields.c lists them
 *     sha256 HEX         of all of the head before this line, then the data
 *     end
 *
 * There is one spelling of every case: what is read and written again is the
 * same file, byte for byte. */
#include "case.h"

#include "case_fields.h"
#include "file.h"

#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char first_line[] = "aqcase 1";

enum {
    LINE_BYTES = AQH_VALUE_BYTES + 32,         /* longer ones are not searched for an end */
    HEAD_BYTES = 40 * 64 + 4 * AQH_VALUE_BYTES /* two texts, all other lines are short */
};

static void digest(char hex[SHA256_DIGEST_STRING_LENGTH], const void *head, size_t head_bytes,
                   const aqh_part data[AQH_OPERANDS]) {
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, head, head_bytes);
    for (int i = 0; i < AQH_OPERANDS; i++) {
        SHA256Update(&context, data[i].data, data[i].bytes);
    }
    SHA256End(&context, hex);
}

/* ---- Writing ------------------------------------------------------------ */

bool aqh_case_write(const aqh_case *c, const char *path, char *error, size_t error_bytes) {
    char head[HEAD_BYTES];
    size_t used = (size_t)sprintf(head, "%s\n", first_line);
    for (int i = 0; i < AQH_FIELDS; i++) {
        char value[AQH_VALUE_BYTES], rule[256];
        if (aqh_field_left_out(i, c)) {
            continue;
        }
        if (!aqh_field_print(i, c, value, rule, sizeof rule)) {
            snprintf(error, error_bytes, "%s: %s: %s", path, aqh_field_key(i), rule);
            return false;
        }
        used += (size_t)snprintf(head + used, sizeof head - used, "%s%s%s\n", aqh_field_key(i),
                                 value[0] ? " " : "", value);
    }
    aqh_part parts[1 + AQH_OPERANDS];
    size_t total = HEAD_BYTES;
    for (int i = 0; i < AQH_OPERANDS; i++) {
        parts[1 + i].data = c->data[i] != NULL ? c->data[i] : (const void *)"";
        parts[1 + i].bytes = c->data[i] != NULL ? c->bytes[i] : 0;
        total += parts[1 + i].bytes;
    }
    if (total > AQH_FILE_LIMIT) {
        snprintf(error, error_bytes, "%s: must be at most %zu bytes, would have %zu", path,
                 AQH_FILE_LIMIT, total);
        return false;
    }
    char hex[SHA256_DIGEST_STRING_LENGTH];
    digest(hex, head, used, parts + 1);
    used += (size_t)snprintf(head + used, sizeof head - used, "sha256 %s\nend\n", hex);
    parts[0] = (aqh_part){head, used};
    return aqh_file_write(path, parts, 1 + AQH_OPERANDS, error, error_bytes);
}

/* ---- Reading ------------------------------------------------------------ */

typedef struct reader {
    const uint8_t *text;
    size_t bytes, at;
    int line; /* the one read last */
    char *error;
    size_t error_bytes;
} reader;

static bool refuse(const reader *r, const char *key, const char *rule, const char *got) {
    if (got != NULL) {
        snprintf(r->error, r->error_bytes, "line %d: %s: %s, got \"%.60s\"", r->line, key, rule,
                 got);
    } else {
        snprintf(r->error, r->error_bytes, "line %d: %s: %s", r->line, key, rule);
    }
    return false;
}

/* Reads the next line, which should be that of `key`. */
static bool next_line(reader *r, const char *key, char line[LINE_BYTES]) {
    const uint8_t *begin = r->text + r->at;
    const size_t left = r->bytes - r->at;
    r->line++;
    for (size_t i = 0; i < left && i < LINE_BYTES; i++) {
        if (begin[i] == '\n') {
            line[i] = '\0';
            r->at += i + 1;
            return true;
        }
        if (begin[i] < 0x20 || begin[i] > 0x7e) {
            return refuse(r, key, "the line must be printable ASCII that ends with a newline",
                          NULL);
        }
        line[i] = (char)begin[i];
    }
    return left < LINE_BYTES ? refuse(r, key, "the line must be whole, but the file ends", NULL)
                             : refuse(r, key, "the line is too long", NULL);
}

/* Does the next line begin with the key? */
static bool is_next(const reader *r, const char *key) {
    const size_t length = strlen(key);
    return r->bytes - r->at > length && memcmp(r->text + r->at, key, length) == 0 &&
           r->text[r->at + length] == ' ';
}

/* Reads the line of `key` and finds its value. */
static bool next_value(reader *r, const char *key, char line[LINE_BYTES], const char **value) {
    if (!next_line(r, key, line)) {
        return false;
    }
    const size_t length = strlen(key);
    if (strncmp(line, key, length) != 0 || (line[length] != '\0' && line[length] != ' ')) {
        return refuse(r, key, "this field must come here", line);
    }
    if (line[length] == ' ' && line[length + 1] == '\0') {
        return refuse(r, key, "an empty value must have no space before it", NULL);
    }
    *value = line + length + (line[length] == ' ');
    if (strlen(*value) >= AQH_VALUE_BYTES) {
        return refuse(r, key, "the value is too long", NULL);
    }
    return true;
}

/* Reads the head up to "end"; data sizes then add up to what is left. */
static bool read_head(reader *r, aqh_case *c, bool present[AQH_OPERANDS], size_t *summed,
                      char hex[SHA256_DIGEST_STRING_LENGTH]) {
    char line[LINE_BYTES];
    const char *value;
    if (!next_line(r, "aqcase", line)) {
        return false;
    }
    if (strcmp(line, first_line) != 0) {
        return refuse(r, "aqcase", "the file must begin with the line \"aqcase 1\"", line);
    }
    for (int i = 0; i < AQH_FIELDS; i++) {
        char rule[256];
        if (aqh_field_optional(i) && !is_next(r, aqh_field_key(i))) {
            continue;
        }
        if (!next_value(r, aqh_field_key(i), line, &value)) {
            return false;
        }
        if (!aqh_field_parse(i, c, present, value, rule, sizeof rule)) {
            return refuse(r, aqh_field_key(i), rule, value);
        }
    }
    *summed = r->at;
    if (!next_value(r, "sha256", line, &value)) {
        return false;
    }
    const size_t digits = SHA256_DIGEST_STRING_LENGTH - 1;
    if (strlen(value) != digits || strspn(value, "0123456789abcdef") != digits) {
        return refuse(r, "sha256", "must be 64 digits of 0-9 a-f", value);
    }
    strcpy(hex, value);
    if (!next_line(r, "end", line)) {
        return false;
    }
    return strcmp(line, "end") == 0 || refuse(r, "end", "the head must end here", line);
}

static bool read_case(reader *r, aqh_case *c) {
    bool present[AQH_OPERANDS] = {false};
    char want[SHA256_DIGEST_STRING_LENGTH], got[SHA256_DIGEST_STRING_LENGTH];
    size_t summed, needed = 0;
    if (!read_head(r, c, present, &summed, want)) {
        return false;
    }
    /* Each size is at most AQH_FILE_LIMIT, so the sum does not overflow. */
    for (int i = 0; i < AQH_OPERANDS; i++) {
        needed += c->bytes[i];
    }
    if (needed != r->bytes - r->at) {
        snprintf(r->error, r->error_bytes, "data: must be %zu bytes after the head, has %zu",
                 needed, r->bytes - r->at);
        return false;
    }
    aqh_part data[AQH_OPERANDS];
    for (int i = 0; i < AQH_OPERANDS; i++) {
        data[i] = (aqh_part){r->text + r->at, c->bytes[i]};
        r->at += c->bytes[i];
    }
    digest(got, r->text, summed, data);
    if (strcmp(got, want) != 0) {
        snprintf(r->error, r->error_bytes, "line %d: sha256: must match the content, which has %s",
                 r->line - 1, got);
        return false;
    }
    for (int i = 0; i < AQH_OPERANDS; i++) {
        if (!present[i]) {
            continue;
        }
        c->data[i] = malloc(c->bytes[i] ? c->bytes[i] : 1);
        if (c->data[i] == NULL) {
            snprintf(r->error, r->error_bytes, "data %s: out of memory", aqh_operand_names[i]);
            return false;
        }
        memcpy(c->data[i], data[i].data, data[i].bytes);
    }
    return true;
}

bool aqh_case_parse(aqh_case *c, const uint8_t *text, size_t bytes, char *error,
                    size_t error_bytes) {
    reader r = {.text = text, .bytes = bytes, .error = error, .error_bytes = error_bytes};
    aqh_case_init(c);
    if (bytes > AQH_FILE_LIMIT) {
        snprintf(error, error_bytes, "the file must be at most %zu bytes", AQH_FILE_LIMIT);
        return false;
    }
    if (!read_case(&r, c)) {
        aqh_case_free(c);
        return false;
    }
    return true;
}

bool aqh_case_read(aqh_case *c, const char *path, char *error, size_t error_bytes) {
    uint8_t *text;
    size_t bytes;
    char why[400];
    aqh_case_init(c);
    if (!aqh_file_read(path, AQH_FILE_LIMIT, &text, &bytes, error, error_bytes)) {
        return false;
    }
    const bool ok = aqh_case_parse(c, text, bytes, why, sizeof why);
    if (!ok) {
        snprintf(error, error_bytes, "%s: %s", path, why);
    }
    free(text);
    return ok;
}
