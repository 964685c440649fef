/* Decides how each field of a case is written in an .aqcase head. One table says
 * which there are; text is accepted only if it is what would be written. */
#include "case_fields.h"

#include "file.h"
#include "format.h"
#include "index.h"
#include "names.h"
#include "plan_name.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum kind { NAME, FLAG, SIGNED, UNSIGNED, TENSOR, TMP, MISALIGN, ULP, PLAN, TEXT, DATA } kind;

/* where: offset in aqh_case; for DATA the operand. */
typedef struct field {
    const char *key;
    kind kind;
    size_t where;
    const aqh_names *names;
} field;

#define CALL(member) offsetof(aqh_case, call.member)
static const field fields[] = {
    {"product", NAME, CALL(product), &aqh_product_names},
    {"prototype", NAME, CALL(prototype), &aqh_prototype_names},
    {"transpose", FLAG, CALL(transpose), NULL},
    {"has_offset", FLAG, CALL(has_offset), NULL},
    {"k_dim", SIGNED, CALL(k_dim), NULL},
    {"overflow", NAME, CALL(overflow), &aqh_overflow_names},
    {"src", TENSOR, CALL(src), NULL},
    {"scale", TENSOR, CALL(scale), NULL},
    {"offset", TENSOR, CALL(offset), NULL},
    {"dst", TENSOR, CALL(dst), NULL},
    {"k", UNSIGNED, CALL(k), NULL},
    {"cal_count", UNSIGNED, CALL(cal_count), NULL},
    {"group_size", UNSIGNED, CALL(group_size), NULL},
    {"tmp", TMP, 0, NULL},
    {"misalign", MISALIGN, 0, NULL},
    {"max_ulp", ULP, 0, NULL},
    {"judge", NAME, offsetof(aqh_case, judge), &aqh_judge_names},
    {"plan", PLAN, offsetof(aqh_case, plan), NULL},
    {"backend", TEXT, offsetof(aqh_case, backend), NULL},
    {"note", TEXT, offsetof(aqh_case, note), NULL},
    {"data src", DATA, AQH_SRC, NULL},
    {"data scale", DATA, AQH_SCALE, NULL},
    {"data offset", DATA, AQH_OFFSET, NULL},
    {"data dst", DATA, AQH_DST, NULL},
};
_Static_assert(sizeof fields / sizeof *fields == AQH_FIELDS, "the header says how many");
/* Enumerations are read and written through unsigned; both texts have one size. */
_Static_assert(sizeof(aq_product) == sizeof(unsigned), "as the ABI has it");
_Static_assert(sizeof(aq_prototype) == sizeof(unsigned), "as the ABI has it");
_Static_assert(sizeof(aq_overflow) == sizeof(unsigned), "as the ABI has it");
_Static_assert(sizeof(aqh_judge_by) == sizeof(unsigned), "as the ABI has it");
enum { TEXT_BYTES = sizeof((aqh_case *)0)->note };
_Static_assert(sizeof((aqh_case *)0)->backend == TEXT_BYTES, "TEXT fields are alike");
_Static_assert(AQH_VALUE_BYTES > 4 * (TEXT_BYTES - 1), "every byte may be escaped");

const char *aqh_field_key(int index) {
    return fields[index].key;
}

bool aqh_field_optional(int index) {
    return fields[index].kind == PLAN;
}

bool aqh_field_left_out(int index, const aqh_case *c) {
    return aqh_field_optional(index) && c->plan == AQH_PLAN_OWN;
}

bool aqh_tensor_bytes(const aq_tensor *tensor, size_t *bytes) {
    const uint64_t elements = (uint64_t)tensor->rows * tensor->cols;
    /* An element has at least 4 bits, so the limit also keeps the product below
     * from overflowing. */
    if (elements > 2 * (uint64_t)AQH_FILE_LIMIT) {
        return false;
    }
    *bytes = aqo_bytes(tensor->format, (size_t)elements);
    return *bytes <= AQH_FILE_LIMIT;
}

/* ---- Writing ------------------------------------------------------------ */

static bool plain(unsigned char byte) {
    return byte >= 0x20 && byte < 0x7f && byte != '\\';
}

/* Printable ASCII as it is, all else as \xHH: a head can be shown on a terminal. */
static void print_text(const char *text, char *value) {
    for (; *text; text++) {
        const unsigned char byte = (unsigned char)*text;
        value += plain(byte) ? sprintf(value, "%c", byte) : sprintf(value, "\\x%02x", byte);
    }
    *value = '\0';
}

static bool print_data(const aqh_case *c, int operand, char *value, char *error,
                       size_t error_bytes) {
    const bool present = c->data[operand] != NULL;
    const bool used = operand != AQH_OFFSET || aqo_uses_offset(&c->call);
    if (operand != AQH_DST && present != used) {
        snprintf(error, error_bytes, used ? "must be present" : "must be none: it is not used");
        return false;
    }
    if (!present) {
        strcpy(value, "none");
        return true;
    }
    size_t bytes = 0;
    if (!aqh_tensor_bytes(aqh_tensor(&c->call, operand), &bytes)) {
        snprintf(error, error_bytes, "must be at most %zu bytes", AQH_FILE_LIMIT);
        return false;
    }
    if (c->bytes[operand] != bytes) {
        snprintf(error, error_bytes, "must have the %zu bytes of its shape, has %zu", bytes,
                 c->bytes[operand]);
        return false;
    }
    sprintf(value, "%zu", bytes);
    return true;
}

bool aqh_field_print(int index, const aqh_case *c, char value[AQH_VALUE_BYTES], char *error,
                     size_t error_bytes) {
    const field *f = &fields[index];
    const char *at = (const char *)c + f->where;
    unsigned number;
    switch (f->kind) {
    case NAME:
        memcpy(&number, at, sizeof number);
        if (number >= f->names->count) {
            snprintf(error, error_bytes, "must be one of its enumeration, is %u", number);
            return false;
        }
        strcpy(value, f->names->names[number]);
        return true;
    case FLAG:
        strcpy(value, *(const bool *)at ? "yes" : "no");
        return true;
    case SIGNED:
        sprintf(value, "%" PRId32, *(const int32_t *)at);
        return true;
    case UNSIGNED:
        sprintf(value, "%" PRIu32, *(const uint32_t *)at);
        return true;
    case TENSOR: {
        const aq_tensor *tensor = (const aq_tensor *)at;
        if ((unsigned)tensor->format >= AQ_FORMAT_COUNT) {
            snprintf(error, error_bytes, "must have a format, has %u", (unsigned)tensor->format);
            return false;
        }
        sprintf(value, "%s %" PRIu32 " %" PRIu32, aqh_name(&aqh_format_names, tensor->format),
                tensor->rows, tensor->cols);
        return true;
    }
    case TMP:
        if (c->call.tmp_explicit) {
            sprintf(value, "explicit %zu", c->call.tmp_bytes);
        } else {
            strcpy(value, "framework");
        }
        return true;
    case MISALIGN:
        for (int i = 0; i < AQH_OPERANDS; i++) {
            if (c->misalign[i] > 31) {
                snprintf(error, error_bytes, "must be 0 to 31 each, has %u", c->misalign[i]);
                return false;
            }
            value += sprintf(value, i ? " %u" : "%u", c->misalign[i]);
        }
        return true;
    case ULP:
        if (!(isfinite(c->max_ulp) && c->max_ulp >= 0.5)) {
            snprintf(error, error_bytes, "must be a number of at least 0.5, is %g", c->max_ulp);
            return false;
        }
        sprintf(value, "%a", c->max_ulp);
        return true;
    case PLAN:
        if (aqh_plan_name(c->plan)[0] == '\0') {
            snprintf(error, error_bytes, "must be one that can be asked for, is %u", c->plan);
            return false;
        }
        strcpy(value, aqh_plan_name(c->plan));
        return true;
    case TEXT:
        if (memchr(at, '\0', TEXT_BYTES) == NULL) {
            snprintf(error, error_bytes, "must be at most %d bytes", TEXT_BYTES - 1);
            return false;
        }
        print_text(at, value);
        return true;
    case DATA:
        return print_data(c, (int)f->where, value, error, error_bytes);
    }
    return false;
}

/* ---- Reading ------------------------------------------------------------ */

/* A decimal number up to max, then the character `end`; moves past both. */
static bool parse_number(const char **text, uint64_t max, char end, uint64_t *number) {
    const char *p = *text;
    uint64_t n = 0;
    if (*p < '0' || *p > '9') {
        return false;
    }
    for (; *p >= '0' && *p <= '9'; p++) {
        const uint64_t digit = (uint64_t)(*p - '0');
        if (digit > max || n > (max - digit) / 10) {
            return false;
        }
        n = n * 10 + digit;
    }
    if (*p != end) {
        return false;
    }
    *text = end ? p + 1 : p;
    *number = n;
    return true;
}

static bool parse_tensor(aq_tensor *tensor, const char *value) {
    char name[16];
    const char *space = strchr(value, ' ');
    if (space == NULL || (size_t)(space - value) >= sizeof name) {
        return false;
    }
    memcpy(name, value, (size_t)(space - value));
    name[space - value] = '\0';
    const unsigned format = aqh_name_find(&aqh_format_names, name);
    uint64_t rows, cols;
    value = space + 1;
    if (format == AQ_FORMAT_COUNT || !parse_number(&value, UINT32_MAX, ' ', &rows) ||
        !parse_number(&value, UINT32_MAX, '\0', &cols)) {
        return false;
    }
    *tensor = (aq_tensor){(aq_format)format, (uint32_t)rows, (uint32_t)cols};
    return true;
}

static int hex_digit(char digit) {
    const char *const digits = "0123456789abcdef";
    const char *p = digit ? strchr(digits, digit) : NULL;
    return p ? (int)(p - digits) : -1;
}

static bool parse_text(char *text, const char *value) {
    size_t used = 0;
    while (*value && used < TEXT_BYTES - 1) {
        unsigned byte = (unsigned char)*value++;
        if (byte == '\\') {
            const int high = value[0] == 'x' ? hex_digit(value[1]) : -1;
            const int low = high >= 0 ? hex_digit(value[2]) : -1;
            if (low < 0 || (high == 0 && low == 0)) {
                return false;
            }
            byte = (unsigned)(high * 16 + low);
            value += 3;
        }
        text[used++] = (char)byte;
    }
    text[used] = '\0';
    return *value == '\0';
}

/* What the value means, if it means anything; the form is checked later. */
static bool parse_value(const field *f, aqh_case *c, bool *present, const char *value) {
    char *at = (char *)c + f->where;
    uint64_t number;
    switch (f->kind) {
    case NAME: {
        const unsigned found = aqh_name_find(f->names, value);
        memcpy(at, &found, sizeof found);
        return found < f->names->count;
    }
    case FLAG:
        *(bool *)at = strcmp(value, "yes") == 0;
        return true;
    case SIGNED: {
        const bool negative = *value == '-';
        value += negative;
        if (!parse_number(&value, (uint64_t)INT32_MAX + negative, '\0', &number)) {
            return false;
        }
        *(int32_t *)at = (int32_t)(negative ? -(int64_t)number : (int64_t)number);
        return true;
    }
    case UNSIGNED:
        if (!parse_number(&value, UINT32_MAX, '\0', &number)) {
            return false;
        }
        *(uint32_t *)at = (uint32_t)number;
        return true;
    case TENSOR:
        return parse_tensor((aq_tensor *)at, value);
    case TMP:
        if (strncmp(value, "explicit ", 9) != 0) {
            return true;
        }
        value += 9;
        if (!parse_number(&value, SIZE_MAX, '\0', &number)) {
            return false;
        }
        c->call.tmp_explicit = true;
        c->call.tmp_bytes = (size_t)number;
        return true;
    case MISALIGN:
        for (int i = 0; i < AQH_OPERANDS; i++) {
            if (!parse_number(&value, 31, i + 1 < AQH_OPERANDS ? ' ' : '\0', &number)) {
                return false;
            }
            c->misalign[i] = (uint8_t)number;
        }
        return true;
    case ULP:
        c->max_ulp = strtod(value, NULL);
        return true;
    case PLAN:
        return aqh_plan_find(value, &c->plan);
    case TEXT:
        return parse_text(at, value);
    case DATA:
        present[f->where] = strcmp(value, "none") != 0;
        if (!present[f->where]) {
            return true;
        }
        if (!parse_number(&value, AQH_FILE_LIMIT, '\0', &number)) {
            return false;
        }
        c->bytes[f->where] = (size_t)number;
        return true;
    }
    return false;
}

/* What a value of this kind looks like, for the message. */
static const char *form_of(const field *f, char *text, size_t text_bytes) {
    switch (f->kind) {
    case NAME: {
        char names[160];
        aqh_names_join(f->names, names, sizeof names);
        snprintf(text, text_bytes, "must be one of %s", names);
        return text;
    }
    case FLAG:
        return "must be yes or no";
    case SIGNED:
        return "must be an integer of 32 bits";
    case UNSIGNED:
        return "must be an unsigned integer of 32 bits";
    case TENSOR:
        return "must be FORMAT ROWS COLS, the numbers of 32 bits";
    case TMP:
        return "must be framework, or explicit BYTES";
    case MISALIGN:
        return "must be four numbers of 0 to 31";
    case ULP:
        return "must be a number of at least 0.5, as C's %a prints it";
    case PLAN:
        aqh_plan_names(text, text_bytes);
        return text;
    case TEXT:
        return "must be at most 255 bytes, with \\xHH for what is not printable ASCII";
    case DATA:
        return "must be none, or the number of bytes";
    }
    return "";
}

bool aqh_field_parse(int index, aqh_case *c, bool present[AQH_OPERANDS], const char *value,
                     char *error, size_t error_bytes) {
    const field *f = &fields[index];
    char text[AQH_VALUE_BYTES], form[256], rule[256] = "";
    bool ok = parse_value(f, c, present, value);
    if (ok) {
        /* One spelling only: write it back and compare. Data is not there yet; a
         * pointer that is not null stands for it. */
        if (f->kind == DATA && present[f->where]) {
            static uint8_t somewhere;
            c->data[f->where] = &somewhere;
        }
        ok = aqh_field_print(index, c, text, rule, sizeof rule) && strcmp(text, value) == 0;
        if (f->kind == DATA) {
            c->data[f->where] = NULL;
        }
    }
    if (!ok) {
        snprintf(error, error_bytes, "%s",
                 rule[0] && f->kind == DATA ? rule : form_of(f, form, sizeof form));
    }
    return ok;
}
