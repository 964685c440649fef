/* Property: any bytes as an .npy file, and as a manifest with its files, are refused
 * with a message of one line, or read into something consistent: data inside the
 * file, as many bytes as shape and type ask for.
 *
 * The bytes: the length of the manifest (16 bits), the manifest, then the files
 * that it can name, "201" to "204", each with its length before it. With a length of
 * 0 the rest is one .npy file. */
#include "fuzz_target.h"

#include "format.h"
#include "index.h"
#include "manifest.h"
#include "npy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void check_npy(const uint8_t *bytes, size_t size) {
    aqh_npy npy;
    char error[256] = "";
    if (!aqh_npy_parse(&npy, bytes, size, error, sizeof error)) {
        AQF_REQUIRE(error[0] && !strchr(error, '\n'), "npy-message", "refused, but \"%s\"", error);
        return;
    }
    unsigned __int128 elements = 1;
    AQF_REQUIRE(npy.dims <= AQH_NPY_MAX_DIMS, "npy-dims", "%zu dimensions", npy.dims);
    for (size_t i = 0; i < npy.dims; i++)
        elements *= npy.shape[i]; /* wraps only where a later 0 makes it 0 */
    AQF_REQUIRE(elements == npy.elements, "npy-elements", "%zu elements", npy.elements);
    AQF_REQUIRE(npy.data >= bytes && npy.data_bytes <= size - (size_t)(npy.data - bytes),
                "npy-data", "the data is not in the file");
    AQF_REQUIRE((unsigned __int128)npy.elements * npy.item_bytes == npy.data_bytes, "npy-bytes",
                "%zu elements of %zu bytes are not %zu", npy.elements, npy.item_bytes,
                npy.data_bytes);
}

/* The manifest and its files are files in memory, whose names in /proc end with
 * their numbers. */
enum { FIRST_FD = 200, FILES = 4 };

static void put_file(int number, const uint8_t *bytes, size_t size) {
    static bool made[1 + FILES];
    if (!made[number]) {
        const int fd = memfd_create("aqcheck-fuzz", 0);
        if (fd < 0 || dup2(fd, FIRST_FD + number) < 0) {
            perror("a file in memory");
            exit(2);
        }
        close(fd);
        made[number] = true;
    }
    if (ftruncate(FIRST_FD + number, 0) != 0 ||
        pwrite(FIRST_FD + number, bytes, size, 0) != (ssize_t)size) {
        perror("a file in memory");
        exit(2);
    }
}

static void check_case(const aqh_case *c) {
    for (int i = AQH_SRC; i <= AQH_DST; i++) {
        const aq_tensor *tensor = aqh_tensor(&c->call, i);
        if (!c->data[i])
            continue;
        AQF_REQUIRE((unsigned)tensor->format < AQ_FORMAT_COUNT, "manifest-format", "%s: %u",
                    aqh_operand_names[i], (unsigned)tensor->format);
        AQF_REQUIRE(c->bytes[i] == aqo_bytes(tensor->format, aqo_elements(tensor)),
                    "manifest-bytes", "%s: %zu", aqh_operand_names[i], c->bytes[i]);
    }
    AQF_REQUIRE(c->max_ulp >= 0.5, "manifest-ulp", "%g", c->max_ulp);
}

static void check_manifest(const uint8_t *json, size_t size, const uint8_t *rest, size_t left) {
    /* No other files than these, so no slash, nor a way to spell one. */
    if (memchr(json, '/', size) || memchr(json, '\\', size))
        return;
    put_file(0, json, size);
    for (int i = 1; i <= FILES; i++) {
        size_t count = left >= 2 ? rest[0] | (size_t)rest[1] << 8 : 0;
        rest += left >= 2 ? 2 : 0;
        left -= left >= 2 ? 2 : 0;
        count = count < left ? count : left;
        const char name[] = {'2', '0', (char)('0' + i)};
        if (memmem(json, size, name, sizeof name))
            put_file(i, rest, count);
        rest += count;
        left -= count;
    }
    aqh_case c;
    char path[64], error[1024] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", FIRST_FD);
    if (aqh_manifest_read(&c, path, error, sizeof error)) {
        check_case(&c);
    } else {
        AQF_REQUIRE(error[0] && !strchr(error, '\n'), "manifest-message", "refused, but \"%s\"",
                    error);
        for (int i = 0; i < AQH_OPERANDS; i++)
            AQF_REQUIRE(!c.data[i], "manifest-not-empty", "refused, but %s is there",
                        aqh_operand_names[i]);
    }
    aqh_case_free(&c);
}

static void check(const uint8_t *bytes, size_t size) {
    if (size < 2)
        return;
    size_t length = bytes[0] | (size_t)bytes[1] << 8;
    bytes += 2;
    size -= 2;
    length = length < size ? length : size;
    if (length == 0)
        check_npy(bytes, size);
    else
        check_manifest(bytes, length, bytes + length, size - length);
}

/* ---- Seeds --------------------------------------------------------------- */

static size_t npy_seed(unsigned index, uint8_t *bytes) {
    static const char *const types[] = {"|i1", "|u1", "<f2", "<u2", "|V1", "|V2", "<f4", "<i4"};
    static const char *const shapes[] = {"(2, 16)", "(32,)", "()", "(1, 2, 16)"};
    static const unsigned elements[] = {32, 32, 1, 32};
    const unsigned version = 1 + index % 2, shape = index % 4;
    char head[128];
    int used = snprintf(head, sizeof head, "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }",
                        types[index], index == 7 ? "True" : "False", shapes[shape]);
    const int prefix = version == 1 ? 10 : 12;
    while ((prefix + used + 1) % 64)
        head[used++] = ' ';
    head[used++] = '\n';
    uint8_t *at = bytes + 2;
    bytes[0] = bytes[1] = 0;
    memcpy(at, "\x93NUMPY", 6);
    at[6] = (uint8_t)version;
    at[7] = 0;
    memset(at + 8, 0, 4);
    at[8] = (uint8_t)used;
    memcpy(at + prefix, head, (size_t)used);
    const size_t data = elements[shape] * (size_t)(types[index][2] - '0');
    memset(at + prefix + used, (int)index, data);
    return 2 + (size_t)prefix + (size_t)used + data;
}

static size_t manifest_seed(unsigned index, uint8_t *bytes) {
    static const char *const heads[] = {
        "\"product\":\"A2\",\"prototype\":\"per_channel\",\"k\":2",
        "\"product\":\"950\",\"prototype\":\"per_token\",\"cal_count\":32",
        "\"product\":\"950\",\"prototype\":\"per_group\",\"group_size\":32,\"k_dim\":0",
        "\"product\":\"A3\",\"prototype\":\"per_tensor\",\"transpose\":true,\"max_ulp\":1.5",
        "\"product\":\"310P\",\"prototype\":\"per_tensor\",\"overflow\":\"sat\",\"note\":\"n\""};
    static const char *const scales[] = {"[1,32]", "[2,1]", "[1,32]", "[]", "[1]"};
    static const unsigned scale_bytes[] = {64, 4, 64, 2, 2};
    const unsigned which = index % 5;
    char *json = (char *)bytes + 2;
    const int length = sprintf(
        json,
        "{%s,\"src\":{\"file\":\"201\",\"dtype\":\"int8\",\"shape\":[2,32]},\"scale\":{\"file\":"
        "\"202\",\"dtype\":\"half\",\"shape\":%s},\"dst\":{\"file\":\"203\",\"dtype\":\"half\","
        "\"shape\":[2,32]}%s}",
        heads[which], scales[which],
        index >= 5 ? ",\"offset\":{\"file\":\"202\",\"dtype\":\"half\"}" : "");
    aqf_put16(bytes, (uint32_t)length);
    uint8_t *at = bytes + 2 + length;
    const unsigned counts[] = {64, scale_bytes[which], 128};
    for (int i = 0; i < 3; i++) {
        aqf_put16(at, counts[i]);
        memset(at + 2, 0x3c - i, counts[i]);
        at += 2 + counts[i];
    }
    return (size_t)(at - bytes);
}

static size_t seed(unsigned index, uint8_t *bytes, size_t max) {
    if (max < 2048)
        return 0;
    return index < 8 ? npy_seed(index, bytes) : index < 18 ? manifest_seed(index - 8, bytes) : 0;
}

const aqf_target aqf_target_here = {.name = "npy_and_manifest", .check_bytes = check, .seed = seed};
