/* Property: any bytes are either refused, with a message of one line, or are an
 * .aqcase file in the one spelling of its case: its fields, printed again, are its
 * head, and its data is what follows.
 *
 * A file with a wrong checksum is refused at the end of the head: the mutator puts
 * the right one in. */
#include "fuzz_target.h"

#include "case_fields.h"
#include "generate.h"

#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size) __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static const char end_mark[] = "\nend\n", sum_mark[] = "\nsha256 ";
static const char first_line[] = "aqcase 1\n";
enum { SUM_BYTES = 64, MAX_BYTES = 1 << 16 };

/* The head of the case as text, up to the line of the checksum. */
static size_t print_head(const aqh_case *c, char *text, size_t bytes) {
    size_t used = (size_t)snprintf(text, bytes, "%s", first_line);
    for (int i = 0; i < AQH_FIELDS; i++) {
        char value[AQH_VALUE_BYTES], error[256];
        if (aqh_field_left_out(i, c))
            continue;
        AQF_REQUIRE(aqh_field_print(i, c, value, error, sizeof error), "aqcase-print", "%s: %s",
                    aqh_field_key(i), error);
        used += (size_t)snprintf(text + used, bytes - used, "%s%s%s\n", aqh_field_key(i),
                                 value[0] ? " " : "", value);
    }
    return used;
}

static void check_spelling(const aqh_case *c, const uint8_t *bytes, size_t size) {
    static char text[40 * 64 + 4 * AQH_VALUE_BYTES];
    const size_t used = print_head(c, text, sizeof text);
    AQF_REQUIRE(used <= size && memcmp(text, bytes, used) == 0, "aqcase-spelling",
                "the head is not what it is printed as");
    size_t data = 0;
    for (int i = 0; i < AQH_OPERANDS; i++)
        data += c->data[i] ? c->bytes[i] : 0;
    AQF_REQUIRE(used + strlen("sha256 ") + SUM_BYTES + strlen(end_mark) + data == size,
                "aqcase-size", "%zu bytes of head and %zu of data are not %zu", used, data, size);
    for (int i = AQH_OPERANDS; i-- > 0;) {
        if (!c->data[i])
            continue;
        size -= c->bytes[i];
        AQF_REQUIRE(c->bytes[i] == 0 || memcmp(c->data[i], bytes + size, c->bytes[i]) == 0,
                    "aqcase-data", "%s is not what the file has", aqh_operand_names[i]);
    }
}

static void check(const uint8_t *bytes, size_t size) {
    aqh_case c;
    char error[512] = "";
    if (aqh_case_parse(&c, bytes, size, error, sizeof error)) {
        check_spelling(&c, bytes, size);
    } else {
        AQF_REQUIRE(error[0] && !strchr(error, '\n'), "aqcase-message", "refused, but \"%s\"",
                    error);
        for (int i = 0; i < AQH_OPERANDS; i++)
            AQF_REQUIRE(!c.data[i], "aqcase-not-empty", "refused, but %s is there",
                        aqh_operand_names[i]);
    }
    aqh_case_free(&c);
}

/* Puts in the checksum of what is there, if there is a place for it. */
static void correct(uint8_t *bytes, size_t size) {
    const uint8_t *mark = memmem(bytes, size, sum_mark, strlen(sum_mark));
    if (!mark)
        return;
    const size_t head = (size_t)(mark - bytes) + 1;
    uint8_t *sum = bytes + head + strlen("sha256 ");
    const size_t after = head + strlen("sha256 ") + SUM_BYTES + strlen(end_mark);
    if (after > size || memcmp(sum + SUM_BYTES, end_mark, strlen(end_mark)) != 0)
        return;
    SHA2_CTX context;
    char hex[SHA256_DIGEST_STRING_LENGTH];
    SHA256Init(&context);
    SHA256Update(&context, bytes, head);
    SHA256Update(&context, bytes + after, size - after);
    SHA256End(&context, hex);
    memcpy(sum, hex, SUM_BYTES);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    if (LLVMFuzzerMutate)
        size = LLVMFuzzerMutate(data, size, max_size);
    if (seed % 8)
        correct(data, size);
    return size;
}

/* Files as the writer makes them. */
static size_t seed(unsigned index, uint8_t *bytes, size_t max) {
    static const aqf_options options = {.elements = 64};
    char path[] = "/tmp/aqcase-seed-XXXXXX", error[512];
    uint8_t head[AQF_HEAD] = {0};
    aqf_case f;
    size_t size = 0;
    if (index >= 24)
        return 0;
    aqf_variant_head(&options, 17 * (size_t)index, head);
    if (!aqf_decode(&f, &options, head, sizeof head))
        return 0;
    aqh_random random = {index};
    aqh_generate_values(&f.c, (aqh_theme)(index % AQH_THEME_COUNT), &random);
    snprintf(f.c.note, sizeof f.c.note, "%s", index % 2 ? "a note\twith \\ and \x01" : "");
    snprintf(f.c.backend, sizeof f.c.backend, "%s", index % 3 ? "./kernel.so" : "cpu");
    f.c.max_ulp = 0.5 + index % 4;
    f.c.judge = index % 5 ? AQH_BY_ULP : AQH_BY_PLAN;
    const int fd = mkstemp(path);
    if (fd >= 0 && aqh_case_write(&f.c, path, error, sizeof error)) {
        FILE *file = fopen(path, "rb");
        size = file ? fread(bytes, 1, max, file) : 0;
        if (file)
            fclose(file);
    }
    if (fd >= 0) {
        close(fd);
        unlink(path);
    }
    aqf_free(&f);
    return size;
}

const aqf_target aqf_target_here = {.name = "aqcase_parser", .check_bytes = check, .seed = seed};
