/* Decides what the tensors of the manifest tests are. */
#include "manifest_files.h"

#include "aq_assert.h"
#include "manifest.h"
#include "temp_dir.h"

void npy_file(const char *name, const char *descr, const char *shape, size_t data_bytes) {
    uint8_t file[4096] = "\x93NUMPY\x01";
    const int length =
        snprintf((char *)file + 10, 200, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n",
                 descr, shape);
    file[8] = (uint8_t)length;
    for (size_t i = 0; i < data_bytes; i++) {
        file[10 + (size_t)length + i] = (uint8_t)(i + 1);
    }
    temp_file(name, file, 10 + (size_t)length + data_bytes);
}

const uint8_t bytes_from_1[128] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

/* src [2,4] int8, scale and offset [1,4] half, dst [2,4] half. */
void make_files(void) {
    npy_file("src.npy", "|i1", "(2, 4)", 8);
    npy_file("scale.npy", "<f2", "(1, 4)", 8);
    npy_file("dst.npy", "<u2", "(2, 4)", 16);
    temp_file("raw.bin", bytes_from_1, 8);
}

const parts plain_parts = {
    .head = "\"product\": \"A2\", \"prototype\": \"per_channel\"",
    .src = "{\"file\": \"src.npy\", \"dtype\": \"int8\"}",
    .scale = "{\"file\": \"scale.npy\", \"dtype\": \"half\"}",
    .dst = "{\"file\": \"dst.npy\", \"dtype\": \"half\"}",
};

bool read_parts(const parts *p, aqh_case *c, char error[512]) {
    char text[4096];
    size_t used = (size_t)snprintf(text, sizeof text, "{%s", p->head ? p->head : plain_parts.head);
    const struct {
        const char *key, *value;
    } rows[] = {{"src", p->src ? p->src : plain_parts.src},
                {"scale", p->scale ? p->scale : plain_parts.scale},
                {"offset", p->offset},
                {"dst", p->dst ? p->dst : plain_parts.dst}};
    for (size_t i = 0; i < 4; i++) {
        if (rows[i].value != NULL && rows[i].value[0] != '\0') {
            used += (size_t)snprintf(text + used, sizeof text - used, ",\n\"%s\": %s", rows[i].key,
                                     rows[i].value);
        }
    }
    used += (size_t)snprintf(text + used, sizeof text - used, "}");
    const char *path = temp_file("m.json", text, used);
    memset(error, 0, 512);
    return aqh_manifest_read(c, path, error, 512);
}

void read_well(const parts *p, aqh_case *c) {
    char error[512];
    aq_assert_msg(read_parts(p, c, error), "%s", error);
}

void assert_refused(const parts *p, const char *part) {
    char error[512];
    aqh_case c;
    const bool ok = read_parts(p, &c, error);
    aq_assert_msg(!ok, "accepted, want: %s", part);
    aq_assert_contains(error, "/m.json: ");
    aq_assert_contains(error, part);
    aq_assert_msg(strchr(error, '\n') == NULL, "not one line: %s", error);
    for (int i = 0; i < AQH_OPERANDS; i++) {
        assert_null(c.data[i]);
    }
    assert_int_equal(c.call.src.rows, 0);
}
