/* Decides what the hand-made case of the .aqcase tests is. */
#include "golden_case.h"

#include "aq_assert.h"

#include <stdlib.h>

/* 3 * (1 + 2) = 9, twice. The checksum is that of sha256sum for the bytes before
 * its line and the data. */
const char golden_head[GOLDEN_HEAD + 1] =
    "aqcase 1\n"
    "product A2\n"
    "prototype per_channel\n"
    "transpose no\n"
    "has_offset yes\n"
    "k_dim 1\n"
    "overflow inf_nan\n"
    "src int8 1 2\n"
    "scale half 1 2\n"
    "offset half 1 2\n"
    "dst half 1 2\n"
    "k 1\n"
    "cal_count 0\n"
    "group_size 0\n"
    "tmp framework\n"
    "misalign 0 1 2 31\n"
    "max_ulp 0x1p-1\n"
    "judge ulp\n"
    "backend cpu\n"
    "note\n"
    "data src 2\n"
    "data scale 4\n"
    "data offset 4\n"
    "data dst 4\n"
    "sha256 d418eb33a302f2abfb604d155c1145022021620654d2dc95261685ad24"
    "ff7498\n"
    "end\n";
const uint8_t golden_data[GOLDEN_DATA] = {1,    1,                 /* 1 1 */
                                          0x00, 0x42, 0x00, 0x42,  /* 3 3 */
                                          0x00, 0x40, 0x00, 0x40,  /* 2 2 */
                                          0x80, 0x48, 0x80, 0x48}; /* 9 9 */
void golden_file(uint8_t file[GOLDEN_BYTES]) {
    memcpy(file, golden_head, GOLDEN_HEAD);
    memcpy(file + GOLDEN_HEAD, golden_data, sizeof golden_data);
}

void set_data(aqh_case *c, int operand, const void *data, size_t bytes) {
    free(c->data[operand]);
    c->data[operand] = malloc(bytes ? bytes : 1);
    assert_non_null(c->data[operand]);
    memcpy(c->data[operand], data, bytes);
    c->bytes[operand] = bytes;
}

void golden_case(aqh_case *c) {
    aqh_case_init(c);
    c->call = (aq_call){.product = AQ_PRODUCT_A2,
                        .prototype = AQ_PER_CHANNEL,
                        .has_offset = true,
                        .k_dim = 1,
                        .src = {AQ_INT8, 1, 2},
                        .scale = {AQ_HALF, 1, 2},
                        .offset = {AQ_HALF, 1, 2},
                        .dst = {AQ_HALF, 1, 2},
                        .k = 1};
    memcpy(c->misalign, (uint8_t[]){0, 1, 2, 31}, 4);
    strcpy(c->backend, "cpu");
    set_data(c, AQH_SRC, golden_data, 2);
    set_data(c, AQH_SCALE, golden_data + 2, 4);
    set_data(c, AQH_OFFSET, golden_data + 6, 4);
    set_data(c, AQH_DST, golden_data + 10, 4);
}

void assert_file(const char *path, const void *want, size_t bytes) {
    FILE *file = fopen(path, "rb");
    uint8_t got[8192];
    assert_non_null(file);
    const size_t n = fread(got, 1, sizeof got, file);
    fclose(file);
    aq_assert_msg(n == bytes, "%s has %zu bytes, want %zu", path, n, bytes);
    aq_assert_bytes(got, want, bytes);
}

void assert_empty(const aqh_case *c) {
    aqh_case empty;
    aqh_case_init(&empty);
    for (int i = 0; i < AQH_OPERANDS; i++) {
        aq_assert_msg(c->data[i] == NULL && c->bytes[i] == 0, "%s left behind",
                      aqh_operand_names[i]);
    }
    aq_assert_double_bits(c->max_ulp, 0.5);
    assert_int_equal(c->call.k, 0);
}
