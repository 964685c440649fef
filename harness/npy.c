/* Decides which .npy files are read: see the header. The format is NumPy's
 * NEP 1: magic, version, header length, a Python dictionary, the data. */
#include "npy.h"

#include <stdio.h>
#include <string.h>

typedef struct cursor {
    const char *at, *end;
    char *error;
    size_t error_bytes;
} cursor;

static bool refuse(const cursor *c, const char *rule) {
    snprintf(c->error, c->error_bytes, "npy: %s", rule);
    return false;
}

static void skip_space(cursor *c) {
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\n' || *c->at == '\t')) {
        c->at++;
    }
}

/* Takes the character, after white space, if it is next. */
static bool take(cursor *c, char wanted) {
    skip_space(c);
    if (c->at == c->end || *c->at != wanted) {
        return false;
    }
    c->at++;
    return true;
}

static bool take_word(cursor *c, const char *word) {
    const size_t length = strlen(word);
    skip_space(c);
    if ((size_t)(c->end - c->at) < length || memcmp(c->at, word, length) != 0) {
        return false;
    }
    c->at += length;
    return true;
}

/* A quoted string without escapes, shorter than text_bytes; printable ASCII, as
 * it may be shown. */
static bool take_string(cursor *c, char *text, size_t text_bytes) {
    skip_space(c);
    if (c->at == c->end || (*c->at != '\'' && *c->at != '"')) {
        return false;
    }
    const char quote = *c->at;
    const char *p = c->at + 1;
    size_t used = 0;
    while (p < c->end && *p != quote) {
        if (*p < 0x20 || *p > 0x7e || *p == '\\' || used + 1 >= text_bytes) {
            return false;
        }
        text[used++] = *p++;
    }
    if (p == c->end) {
        return false;
    }
    text[used] = '\0';
    c->at = p + 1;
    return true;
}

static bool take_size(cursor *c, size_t *size) {
    skip_space(c);
    const char *begin = c->at;
    *size = 0;
    for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++) {
        if (__builtin_mul_overflow(*size, 10u, size) ||
            __builtin_add_overflow(*size, (size_t)(*c->at - '0'), size)) {
            return false;
        }
    }
    /* Python has no leading zeros. */
    return c->at > begin && (*begin != '0' || c->at == begin + 1);
}

static bool take_descr(cursor *c, aqh_npy *npy) {
    char descr[32], rule[128];
    skip_space(c);
    if (c->at < c->end && *c->at == '[') {
        return refuse(c, "descr: structured dtypes are not read");
    }
    if (!take_string(c, descr, sizeof descr)) {
        return refuse(c, "descr: must be a short string");
    }
    static const char *const known[] = {"b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8",
                                        "f1", "f2", "f4", "f8", "V1", "V2", "V4", "V8"};
    const char order = descr[0];
    bool found = false;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        found = found || (order != '\0' && strcmp(descr + 1, known[i]) == 0);
    }
    if (order != '\0' && descr[1] == 'O') {
        return refuse(c, "descr: object dtypes are not read");
    }
    if (!found || strchr("<>|", order) == NULL) {
        snprintf(rule, sizeof rule,
                 "descr: must be < or | and one of b i u f V with its bytes, got '%s'", descr);
        return refuse(c, rule);
    }
    npy->kind = descr[1];
    npy->item_bytes = (size_t)(descr[2] - '0');
    if (npy->item_bytes > 1 && order == '>') {
        snprintf(rule, sizeof rule, "descr: must be little-endian, got '%s'", descr);
        return refuse(c, rule);
    }
    if (npy->item_bytes > 1 && order == '|' && npy->kind != 'V') {
        snprintf(rule, sizeof rule, "descr: must have a byte order, got '%s'", descr);
        return refuse(c, rule);
    }
    return true;
}

static bool take_order(cursor *c) {
    if (take_word(c, "True")) {
        return refuse(c, "fortran_order: must be False, i.e. C order; "
                         "use numpy.ascontiguousarray before numpy.save");
    }
    return take_word(c, "False") || refuse(c, "fortran_order: must be True or False");
}

static bool take_shape(cursor *c, aqh_npy *npy) {
    if (!take(c, '(')) {
        return refuse(c, "shape: must be a tuple");
    }
    npy->dims = 0;
    bool comma = true;
    while (!take(c, ')')) {
        size_t size;
        if (!comma || !take_size(c, &size)) {
            return refuse(c, "shape: must be a tuple of sizes that fit in size_t");
        }
        if (npy->dims == AQH_NPY_MAX_DIMS) {
            return refuse(c, "shape: must have at most 8 dimensions");
        }
        npy->shape[npy->dims++] = size;
        comma = take(c, ',');
    }
    /* (3) is a number in Python, (3,) a tuple. */
    return npy->dims != 1 || comma || refuse(c, "shape: one dimension must be written (n,)");
}

/* The dictionary: each of the three keys once, in any order, and white space. */
static bool read_header(cursor *c, aqh_npy *npy) {
    static const char *const keys[] = {"descr", "fortran_order", "shape"};
    unsigned seen = 0;
    if (!take(c, '{')) {
        return refuse(c, "header: must be a dictionary");
    }
    bool comma = true;
    while (!take(c, '}')) {
        char key[16];
        unsigned index = 0;
        if (!comma || !take_string(c, key, sizeof key) || !take(c, ':')) {
            return refuse(c, "header: must be a dictionary of 'key': value");
        }
        while (index < 3 && strcmp(key, keys[index]) != 0) {
            index++;
        }
        if (index == 3 || (seen & 1u << index)) {
            return refuse(c, "header: must have the keys descr, fortran_order and shape once each");
        }
        seen |= 1u << index;
        if (!(index == 0 ? take_descr(c, npy) : index == 1 ? take_order(c) : take_shape(c, npy))) {
            return false;
        }
        comma = take(c, ',');
    }
    if (seen != 7) {
        return refuse(c, "header: must have the keys descr, fortran_order and shape once each");
    }
    skip_space(c);
    return c->at == c->end || refuse(c, "header: must have only white space after the dictionary");
}

bool aqh_npy_parse(aqh_npy *npy, const uint8_t *file, size_t bytes, char *error,
                   size_t error_bytes) {
    cursor c = {.error = error, .error_bytes = error_bytes};
    memset(npy, 0, sizeof *npy);
    if (bytes < 8 || memcmp(file, "\x93NUMPY", 6) != 0) {
        return refuse(&c, "magic: must be \\x93NUMPY and a version");
    }
    const unsigned major = file[6], minor = file[7];
    if ((major != 1 && major != 2) || minor != 0) {
        snprintf(error, error_bytes, "npy: version: must be 1.0 or 2.0, got %u.%u%s", major, minor,
                 major == 3 ? " (it is for structured dtypes with names that are not ASCII)" : "");
        return false;
    }
    const size_t start = major == 1 ? 10 : 12;
    size_t header_bytes = 0;
    for (size_t i = start; bytes >= start && i-- > 8;) {
        header_bytes = header_bytes << 8 | file[i];
    }
    if (bytes < start || header_bytes > bytes - start) {
        return refuse(&c, "header: must be whole, but the file ends");
    }
    c.at = (const char *)file + start;
    c.end = c.at + header_bytes;
    if (!read_header(&c, npy)) {
        return false;
    }
    npy->elements = 1;
    bool fits = true;
    for (size_t i = 0; i < npy->dims; i++) {
        fits = fits && !__builtin_mul_overflow(npy->elements, npy->shape[i], &npy->elements);
    }
    if (!fits || __builtin_mul_overflow(npy->elements, npy->item_bytes, &npy->data_bytes)) {
        return refuse(&c, "shape: the byte count must fit in size_t");
    }
    npy->data = file + start + header_bytes;
    if (npy->data_bytes != bytes - start - header_bytes) {
        snprintf(error, error_bytes, "npy: data: must be the %zu bytes of the shape, has %zu",
                 npy->data_bytes, bytes - start - header_bytes);
        return false;
    }
    return true;
}
