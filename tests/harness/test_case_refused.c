/* The .aqcase parser: whatever is not the one spelling of a whole case is
 * refused, with one line that names the line or field and the rule. */
#include "aq_assert.h"
#include "golden_case.h"

#include <stdlib.h>

/* Parses a copy of exactly these bytes, so that a read past them is caught, and
 * wants a refusal that contains the part. */
static void assert_refused(const void *text, size_t bytes, const char *part) {
    char error[512] = "";
    uint8_t *copy = malloc(bytes ? bytes : 1);
    aqh_case c;
    assert_non_null(copy);
    memcpy(copy, text, bytes);
    const bool ok = aqh_case_parse(&c, copy, bytes, error, sizeof error);
    free(copy);
    aq_assert_msg(!ok, "accepted, want: %s", part);
    aq_assert_contains(error, part);
    aq_assert_msg(error[0] != '\0' && strchr(error, '\n') == NULL, "not one line: %s", error);
    assert_empty(&c);
}

static void every_truncation_is_refused(void **state) {
    (void)state;
    uint8_t file[GOLDEN_BYTES];
    golden_file(file);
    for (size_t n = 0; n < GOLDEN_HEAD; n++) {
        assert_refused(file, n, "line ");
    }
    for (size_t n = GOLDEN_HEAD; n < GOLDEN_BYTES; n++) {
        assert_refused(file, n, "data: must be 14 bytes after the head");
    }
}

static void bytes_after_the_data_are_refused(void **state) {
    (void)state;
    uint8_t file[GOLDEN_BYTES + 1];
    golden_file(file);
    file[GOLDEN_BYTES] = '\n';
    assert_refused(file, sizeof file, "data: must be 14 bytes after the head, has 15");
}

static void every_flipped_bit_is_refused(void **state) {
    (void)state;
    uint8_t file[GOLDEN_BYTES];
    for (size_t bit = 0; bit < 8 * (size_t)GOLDEN_BYTES; bit++) {
        golden_file(file);
        file[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_refused(file, sizeof file, "");
    }
}

/* The file with one line of the head replaced; "" takes the line out. The
 * checksum is looked at last, so it need not fit. */
static void assert_line_refused(const char *line, const char *instead, const char *part) {
    char file[8192];
    const char *at = strstr(golden_head, line);
    aq_assert_msg(at != NULL && strlen(instead) < 4096, "no line %s", line);
    const size_t before = (size_t)(at - golden_head), after = GOLDEN_HEAD - before - strlen(line);
    size_t used = before;
    memcpy(file, golden_head, before);
    memcpy(file + used, instead, strlen(instead));
    used += strlen(instead);
    memcpy(file + used, at + strlen(line), after);
    used += after;
    memcpy(file + used, golden_data, sizeof golden_data);
    assert_refused(file, used + sizeof golden_data, part);
}

static void every_missing_line_is_refused(void **state) {
    (void)state;
    for (const char *line = golden_head; *line; line = strchr(line, '\n') + 1) {
        char text[256];
        const size_t length = (size_t)(strchr(line, '\n') - line) + 1;
        memcpy(text, line, length);
        text[length] = '\0';
        assert_line_refused(text, "", "line ");
    }
}

static void every_line_twice_is_refused(void **state) {
    (void)state;
    for (const char *line = golden_head; *line; line = strchr(line, '\n') + 1) {
        char text[256], twice[512];
        const size_t length = (size_t)(strchr(line, '\n') - line) + 1;
        memcpy(text, line, length);
        text[length] = '\0';
        snprintf(twice, sizeof twice, "%s%s", text, text);
        const bool last = strcmp(text, "end\n") == 0;
        assert_line_refused(text, twice, last ? "data: must be 14 bytes" : " here, got \"");
    }
}

static void values_of_another_form_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *line, *instead, *part;
    } table[] = {
        {"aqcase 1\n", "aqcase 2\n", "line 1: aqcase: the file must begin with"},
        {"aqcase 1\n", "aqcase 1 \n", "line 1: aqcase: the file must begin with"},
        {"aqcase 1\n", "\n", "line 1: aqcase: the file must begin with"},
        {"product A2", "product a2", "line 2: product: must be one of A2 A3 950"},
        {"product A2", "product  A2", "line 2: product: must be one of"},
        {"product A2", "product A2 ", "line 2: product: must be one of"},
        {"product A2", "product", "line 2: product: must be one of"},
        {"product A2", "product ", "line 2: product: an empty value must have no space"},
        {"product A2", "products A2", "line 2: product: this field must come here"},
        {"backend cpu\n", "plan N1\nbackend cpu\n", ": plan: must be N3 (in the place of N9), N4"},
        {"backend cpu\n", "plan N3 \nbackend cpu\n", ": plan: must be N3 (in the place of"},
        {"backend cpu\n", "plan \nbackend cpu\n", ": plan: an empty value must have no space"},
        {"backend cpu\n", "plan N3\nplan N3\nbackend cpu\n", "backend: this field must come"},
        {"product A2\n", "product A2\r\n", "line 2: product: the line must be printable ASCII"},
        {"product A2\n", "product A2\t\n", "line 2: product: the line must be printable ASCII"},
        {"transpose no", "transpose 0", "line 4: transpose: must be yes or no, got \"0\""},
        {"k_dim 1", "k_dim +1", "line 6: k_dim: must be an integer of 32 bits"},
        {"k_dim 1", "k_dim -0", "line 6: k_dim: must be an integer of 32 bits"},
        {"k_dim 1", "k_dim 01", "line 6: k_dim: must be an integer of 32 bits"},
        {"k_dim 1", "k_dim 2147483648", "line 6: k_dim: must be an integer of 32 bits"},
        {"k_dim 1", "k_dim -2147483649", "line 6: k_dim: must be an integer of 32 bits"},
        {"overflow inf_nan", "overflow INF_NAN", "line 7: overflow: must be one of inf_nan sat"},
        {"src int8 1 2", "src int8_t 1 2", "line 8: src: must be FORMAT ROWS COLS"},
        {"src int8 1 2", "src int8 1", "line 8: src: must be FORMAT ROWS COLS"},
        {"src int8 1 2", "src int8 1 2 3", "line 8: src: must be FORMAT ROWS COLS"},
        {"src int8 1 2", "src int8 1  2", "line 8: src: must be FORMAT ROWS COLS"},
        {"src int8 1 2", "src int8 1 4294967296", "line 8: src: must be FORMAT ROWS COLS"},
        {"src int8 1 2", "src int8 1 99999999999999999999999", "line 8: src: must be FORMAT"},
        {"\nk 1", "\nk 4294967296", "line 12: k: must be an unsigned integer of 32 bits"},
        {"\nk 1", "\nk -1", "line 12: k: must be an unsigned integer of 32 bits"},
        {"\nk 1", "\nk 1x", "line 12: k: must be an unsigned integer of 32 bits"},
        {"\nk 1", "\nk", "line 12: k: must be an unsigned integer of 32 bits"},
        {"tmp framework", "tmp none", "line 15: tmp: must be framework, or explicit BYTES"},
        {"tmp framework", "tmp explicit", "line 15: tmp: must be framework, or explicit BYTES"},
        {"tmp framework", "tmp explicit 18446744073709551616", "line 15: tmp: must be framework"},
        {"misalign 0 1 2 31", "misalign 0 1 2 32", "line 16: misalign: must be four numbers"},
        {"misalign 0 1 2 31", "misalign 0 1 2", "line 16: misalign: must be four numbers"},
        {"misalign 0 1 2 31", "misalign 0 1 2 3 4", "line 16: misalign: must be four numbers"},
        {"max_ulp 0x1p-1", "max_ulp 0.5", "line 17: max_ulp: must be a number of at least 0.5"},
        {"max_ulp 0x1p-1", "max_ulp 0x2p-2", "line 17: max_ulp: must be a number of at least 0.5"},
        {"max_ulp 0x1p-1", "max_ulp 0x1p-2", "line 17: max_ulp: must be a number of at least 0.5"},
        {"max_ulp 0x1p-1", "max_ulp nan", "line 17: max_ulp: must be a number of at least 0.5"},
        {"max_ulp 0x1p-1", "max_ulp inf", "line 17: max_ulp: must be a number of at least 0.5"},
        {"backend cpu", "backend \\", "line 19: backend: must be at most 255 bytes, with"},
        {"backend cpu", "backend \\x", "line 19: backend: must be at most 255 bytes, with"},
        {"backend cpu", "backend \\x4", "line 19: backend: must be at most 255 bytes, with"},
        {"backend cpu", "backend \\x41", "line 19: backend: must be at most 255 bytes, with"},
        {"backend cpu", "backend \\x00", "line 19: backend: must be at most 255 bytes, with"},
        {"backend cpu", "backend \\x0A", "line 19: backend: must be at most 255 bytes, with"},
        {"backend cpu", "backend \\n", "line 19: backend: must be at most 255 bytes, with"},
        {"data src 2", "data src 1", "line 21: data src: must have the 2 bytes of its shape"},
        {"data src 2", "data src none", "line 21: data src: must be present, got \"none\""},
        {"data src 2", "data src 02", "line 21: data src: must be none, or the number of bytes"},
        {"data src 2", "data src 1073741825", "line 21: data src: must be none, or the number"},
        {"data offset 4", "data offset none", "line 23: data offset: must be present"},
        {"has_offset yes", "has_offset no", "line 23: data offset: must be none: it is not used"},
        {"src int8 1 2", "src int8 4294967295 4294967295",
         "line 21: data src: must be at most 1073741824 bytes"},
        /* 2^62 elements of 4 bytes are 0 bytes modulo 2^64. */
        {"src int8 1 2", "src float 2147483648 2147483648",
         "line 21: data src: must be at most 1073741824 bytes"},
        {"src int8 1 2", "src float 2147483648 1",
         "line 21: data src: must be at most 1073741824 bytes"},
        {"sha256 d41", "sha256 D41", "line 25: sha256: must be 64 digits"},
        {"sha256 d41", "sha256 41", "line 25: sha256: must be 64 digits"},
        {"sha256 d41", "sha256 d40", "line 25: sha256: must match the content, which has d418e"},
        {"end\n", "end \n", "line 26: end: the head must end here"},
        {"end\n", "\n", "line 26: end: the head must end here"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_line_refused(table[i].line, table[i].instead, table[i].part);
    }
}

static void long_texts_are_refused(void **state) {
    (void)state;
    char line[4000];
    memset(line, 'x', sizeof line);
    memcpy(line, "note ", 5);
    line[5 + 256] = '\0';
    assert_line_refused("note", line, "line 20: note: must be at most 255 bytes");
    memset(line + 5, 'x', sizeof line - 5);
    line[5 + 1030] = '\0';
    assert_line_refused("note", line, "line 20: note: the value is too long");
    memset(line + 5, 'x', sizeof line - 5);
    line[sizeof line - 1] = '\0';
    assert_line_refused("note", line, "line 20: note: the line is too long");
}

static void zero_bytes_in_the_head_are_refused(void **state) {
    (void)state;
    uint8_t file[GOLDEN_BYTES];
    for (size_t i = 0; i < GOLDEN_HEAD; i++) {
        golden_file(file);
        file[i] = 0;
        assert_refused(file, sizeof file, "the line must be printable ASCII");
    }
}

/* A head that promises more than the file holds is refused for that, before
 * anything of the promised size is allocated. */
static void promised_data_must_be_there(void **state) {
    (void)state;
    char file[8192];
    size_t used = 0;
    for (const char *line = golden_head; *line; line = strchr(line, '\n') + 1) {
        const char *instead = strncmp(line, "src ", 4) == 0       ? "src int8 1073741824 1\n"
                              : strncmp(line, "dst ", 4) == 0     ? "dst int8 1073741824 1\n"
                              : strncmp(line, "data src", 8) == 0 ? "data src 1073741824\n"
                              : strncmp(line, "data dst", 8) == 0 ? "data dst 1073741824\n"
                                                                  : NULL;
        const size_t length = (size_t)(strchr(line, '\n') - line) + 1;
        memcpy(file + used, instead ? instead : line, instead ? strlen(instead) : length);
        used += instead ? strlen(instead) : length;
    }
    assert_refused(file, used, "data: must be 2147483656 bytes after the head, has 0");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_truncation_is_refused),
    cmocka_unit_test(bytes_after_the_data_are_refused),
    cmocka_unit_test(every_flipped_bit_is_refused),
    cmocka_unit_test(every_missing_line_is_refused),
    cmocka_unit_test(every_line_twice_is_refused),
    cmocka_unit_test(values_of_another_form_are_refused),
    cmocka_unit_test(long_texts_are_refused),
    cmocka_unit_test(zero_bytes_in_the_head_are_refused),
    cmocka_unit_test(promised_data_must_be_there),
};
AQ_TEST_MAIN(tests)
