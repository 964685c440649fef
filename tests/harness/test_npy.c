/* .npy files: which are read and what is in them, which are refused and why. */
#include "aq_assert.h"
#include "npy.h"

#include <stdlib.h>

/* A file in memory of exactly its size. */
typedef struct file {
    uint8_t *bytes;
    size_t size;
} file;

/* Version, header as given (not padded), then `data_bytes` bytes 0, 1, 2, ... */
static file make(unsigned version, const char *header, size_t data_bytes) {
    const size_t length = strlen(header), start = version == 1 ? 10 : 12;
    file f = {malloc(start + length + data_bytes), start + length + data_bytes};
    assert_non_null(f.bytes);
    memcpy(f.bytes, "\x93NUMPY", 6);
    f.bytes[6] = (uint8_t)version;
    f.bytes[7] = 0;
    for (size_t i = 8; i < start; i++) {
        f.bytes[i] = (uint8_t)(length >> 8 * (i - 8));
    }
    memcpy(f.bytes + start, header, length);
    for (size_t i = 0; i < data_bytes; i++) {
        f.bytes[start + length + i] = (uint8_t)i;
    }
    return f;
}

static void assert_refused(const file *f, const char *part) {
    aqh_npy npy;
    char error[256] = "";
    const bool ok = aqh_npy_parse(&npy, f->bytes, f->size, error, sizeof error);
    aq_assert_msg(!ok, "accepted, want: %s", part);
    aq_assert_contains(error, part);
    aq_assert_msg(strchr(error, '\n') == NULL, "not one line: %s", error);
}

#define HEADER(descr, shape)                                                                       \
    "{'descr': '" descr "', 'fortran_order': False, 'shape': " shape ", }  \n"

static void what_numpy_writes_is_read(void **state) {
    (void)state;
    static const struct {
        unsigned version;
        const char *header;
        char kind;
        size_t item, dims, shape[3], elements;
    } table[] = {
        {1, HEADER("|i1", "(2, 3)"), 'i', 1, 2, {2, 3}, 6},
        {1, HEADER("|u1", "(5,)"), 'u', 1, 1, {5}, 5},
        {1, HEADER("<f2", "()"), 'f', 2, 0, {0}, 1},
        {2, HEADER("<f4", "(1, 2, 3)"), 'f', 4, 3, {1, 2, 3}, 6},
        {2, HEADER("<f8", "(1,)"), 'f', 8, 1, {1}, 1},
        {1, HEADER("<u2", "(0, 3)"), 'u', 2, 2, {0, 3}, 0},
        {1, HEADER("|V1", "(4,)"), 'V', 1, 1, {4}, 4},
        {1, HEADER("|V2", "(4,)"), 'V', 2, 1, {4}, 4},
        {1, HEADER("<V2", "(4,)"), 'V', 2, 1, {4}, 4},
        {1, HEADER("<f1", "(4,)"), 'f', 1, 1, {4}, 4},
        {1, HEADER("|b1", "(4,)"), 'b', 1, 1, {4}, 4},
        {1, HEADER(">u1", "(4,)"), 'u', 1, 1, {4}, 4},
        {1, HEADER("<i8", "(2, 1)"), 'i', 8, 2, {2, 1}, 2},
        /* Another order of keys, other white space, other quotes, no last comma. */
        {1, "{\"shape\":(2,),'fortran_order':False,'descr':\"<i4\"}", 'i', 4, 1, {2}, 2},
        {1,
         " {\n'shape'\t: ( 2 , 1 ) , 'descr' : '<i4' , 'fortran_order' : False , } \n",
         'i',
         4,
         2,
         {2, 1},
         2},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        aqh_npy npy;
        char error[256] = "";
        const size_t bytes = table[i].elements * table[i].item;
        file f = make(table[i].version, table[i].header, bytes);
        aq_assert_msg(aqh_npy_parse(&npy, f.bytes, f.size, error, sizeof error), "%s: %s",
                      table[i].header, error);
        assert_int_equal(npy.kind, table[i].kind);
        assert_int_equal(npy.item_bytes, table[i].item);
        assert_int_equal(npy.dims, table[i].dims);
        assert_int_equal(npy.elements, table[i].elements);
        assert_int_equal(npy.data_bytes, bytes);
        assert_ptr_equal(npy.data, f.bytes + f.size - bytes);
        for (size_t d = 0; d < npy.dims; d++) {
            assert_int_equal(npy.shape[d], table[i].shape[d]);
        }
        free(f.bytes);
    }
}

static void other_headers_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *header, *part;
    } table[] = {
        {HEADER(">f2", "(2,)"), "descr: must be little-endian, got '>f2'"},
        {HEADER("|f2", "(2,)"), "descr: must have a byte order, got '|f2'"},
        {HEADER("=f2", "(2,)"), "descr: must be < or | and one of b i u f V with its bytes"},
        {HEADER("f2", "(2,)"), "descr: must be < or | and one of b i u f V with its bytes"},
        {HEADER("|O", "(2,)"), "descr: object dtypes are not read"},
        {HEADER("<c8", "(2,)"), "got '<c8'"},
        {HEADER("<U4", "(2,)"), "got '<U4'"},
        {HEADER("|V3", "(2,)"), "got '|V3'"},
        {HEADER("<i16", "(2,)"), "got '<i16'"},
        {HEADER("<f22", "(2,)"), "got '<f22'"},
        {HEADER("", "(2,)"), "descr: must be < or |"},
        {HEADER("<", "(2,)"), "descr: must be < or |"},
        {HEADER("<f2\\x41", "(2,)"), "descr: must be a short string"},
        {HEADER("a very long string that is no dtype", "(2,)"), "descr: must be a short string"},
        {"{'descr': [('x', '<f2')], 'fortran_order': False, 'shape': (2,)}",
         "descr: structured dtypes are not read"},
        {"{'descr': <f2, 'fortran_order': False, 'shape': (2,)}", "descr: must be a short string"},
        {"{'descr': '<f2, 'fortran_order': False, 'shape': (2,)}", "descr: must be < or |"},
        {"{'descr': '<f2', 'fortran_order': True, 'shape': (2,)}", "fortran_order: must be False"},
        {"{'descr': '<f2', 'fortran_order': 0, 'shape': (2,)}", "fortran_order: must be True or"},
        {HEADER("<f2", "(2)"), "shape: one dimension must be written (n,)"},
        {HEADER("<f2", "2"), "shape: must be a tuple"},
        {HEADER("<f2", "[2]"), "shape: must be a tuple"},
        {HEADER("<f2", "(,)"), "shape: must be a tuple of sizes"},
        {HEADER("<f2", "(2,,1)"), "shape: must be a tuple of sizes"},
        {HEADER("<f2", "(2 1)"), "shape: must be a tuple of sizes"},
        {HEADER("<f2", "(-2,)"), "shape: must be a tuple of sizes"},
        {HEADER("<f2", "(02,)"), "shape: must be a tuple of sizes"},
        {HEADER("<f2", "(2L,)"), "shape: must be a tuple of sizes"},
        {HEADER("<f2", "(2.0,)"), "shape: must be a tuple of sizes"},
        {HEADER("<f2", "(18446744073709551616,)"), "sizes that fit in size_t"},
        {HEADER("<f2", "(9223372036854775808, 2)"), "shape: the byte count must fit"},
        {HEADER("<f2", "(9223372036854775808,)"), "shape: the byte count must fit"},
        {HEADER("<f2", "(4294967296, 4294967296, 0)"), "shape: the byte count must fit"},
        {HEADER("<f2", "(1,1,1,1,1,1,1,1,2)"), "shape: must have at most 8 dimensions"},
        {HEADER("<f2", "(2,") "", "shape: must be a tuple of sizes"},
        {HEADER("<f2", "(3,)"), "data: must be the 6 bytes of the shape, has 4"},
        {HEADER("<f2", "(1,)"), "data: must be the 2 bytes of the shape, has 4"},
        {HEADER("<f2", "(2,)") "x", "header: must have only white space after the dictionary"},
        {"", "header: must be a dictionary"},
        {"{", "header: must be a dictionary of 'key': value"},
        {"{}", "header: must have the keys descr, fortran_order and shape once each"},
        {"{,}", "header: must be a dictionary of 'key': value"},
        {"('descr')", "header: must be a dictionary"},
        {"{'descr': '<f2', 'fortran_order': False}", "header: must have the keys"},
        {"{'descr': '<f2', 'descr': '<f2', 'fortran_order': False, 'shape': (2,)}",
         "header: must have the keys"},
        {"{'descr': '<f2', 'fortran_order': False, 'shape': (2,), 'x': 1}",
         "header: must have the keys"},
        {"{'descr': '<f2' 'fortran_order': False, 'shape': (2,)}", "header: must be a dictionary"},
        {"{'descr' '<f2', 'fortran_order': False, 'shape': (2,)}", "header: must be a dictionary"},
        {"{'descr': '<f2', 'fortran_order': Falsehood, 'shape': (2,)}",
         "header: must be a dictionary"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        file f = make(1, table[i].header, 4);
        assert_refused(&f, table[i].part);
        free(f.bytes);
    }
}

static void other_magic_and_versions_are_refused(void **state) {
    (void)state;
    static const struct {
        size_t at;
        uint8_t byte;
        const char *part;
    } table[] = {
        {0, 'x', "magic: must be \\x93NUMPY and a version"},
        {5, 'y', "magic: must be \\x93NUMPY and a version"},
        {6, 0, "version: must be 1.0 or 2.0, got 0.0"},
        {6, 3, "version: must be 1.0 or 2.0, got 3.0 (it is for structured dtypes"},
        {7, 1, "version: must be 1.0 or 2.0, got 1.1"},
        {9, 0xff, "header: must be whole, but the file ends"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        file f = make(1, HEADER("<f2", "(2,)"), 4);
        f.bytes[table[i].at] = table[i].byte;
        assert_refused(&f, table[i].part);
        free(f.bytes);
    }
}

static void a_header_length_of_32_bits_is_not_believed(void **state) {
    (void)state;
    file f = make(2, HEADER("<f2", "(2,)"), 4);
    memset(f.bytes + 8, 0xff, 4);
    assert_refused(&f, "header: must be whole, but the file ends");
    free(f.bytes);
}

static void every_truncation_is_refused(void **state) {
    (void)state;
    for (unsigned version = 1; version <= 2; version++) {
        file whole = make(version, HEADER("<f2", "(2, 1)"), 4);
        for (size_t n = 0; n < whole.size; n++) {
            file f = {malloc(n ? n : 1), n};
            assert_non_null(f.bytes);
            memcpy(f.bytes, whole.bytes, n);
            assert_refused(&f, n < 8                ? "magic: "
                               : n < whole.size - 4 ? "header: must be whole"
                                                    : "data: must be the 4 bytes");
            free(f.bytes);
        }
        free(whole.bytes);
    }
}

/* Whatever a damaged file is taken for, it is taken for what it holds. */
static void every_changed_byte_is_survived(void **state) {
    (void)state;
    file f = make(1, HEADER("<f2", "(2, 1)"), 4);
    size_t accepted = 0;
    for (size_t i = 0; i < f.size; i++) {
        const uint8_t old = f.bytes[i];
        for (unsigned byte = 0; byte < 256; byte++) {
            aqh_npy npy;
            char error[256] = "";
            f.bytes[i] = (uint8_t)byte;
            if (aqh_npy_parse(&npy, f.bytes, f.size, error, sizeof error)) {
                size_t product = npy.item_bytes;
                for (size_t d = 0; d < npy.dims; d++) {
                    product *= npy.shape[d];
                }
                assert_int_equal(product, npy.data_bytes);
                assert_ptr_equal(npy.data + npy.data_bytes, f.bytes + f.size);
                accepted++;
            } else {
                aq_assert_contains(error, "npy: ");
            }
        }
        f.bytes[i] = old;
    }
    /* At least the unchanged file and those with other data. */
    assert_true(accepted >= f.size + 4 * 255);
    free(f.bytes);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_numpy_writes_is_read),
    cmocka_unit_test(other_headers_are_refused),
    cmocka_unit_test(other_magic_and_versions_are_refused),
    cmocka_unit_test(a_header_length_of_32_bits_is_not_believed),
    cmocka_unit_test(every_truncation_is_refused),
    cmocka_unit_test(every_changed_byte_is_survived),
};
AQ_TEST_MAIN(tests)
