/* Decides which files and shapes an operand of a manifest may have. */
#include "manifest_tensor.h"

#include "case_fields.h"
#include "file.h"
#include "format.h"
#include "names.h"
#include "npy.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By format: the npy kinds and element sizes that hold its codes. fp8 and bf16
 * come as V1, V2 or f1 when their Python type is not one of NumPy's. */
static const char *const npy_types[AQ_FORMAT_COUNT] = {
    [AQ_INT4] = "u1 i1 V1",    [AQ_INT8] = "i1 u1",       [AQ_E4M3FN] = "u1 i1 V1 f1",
    [AQ_E5M2] = "u1 i1 V1 f1", [AQ_HIF8] = "u1 i1 V1 f1", [AQ_E2M1] = "u1 i1 V1",
    [AQ_E1M2] = "u1 i1 V1",    [AQ_E8M0] = "u1 i1 V1 f1", [AQ_HALF] = "f2 u2 i2",
    [AQ_BF16] = "u2 i2 V2",    [AQ_FLOAT] = "f4 u4 i4",
};

typedef struct shape {
    size_t dims;
    size_t size[AQH_NPY_MAX_DIMS];
} shape;

typedef struct operand {
    const char *name; /* "src" */
    int index;
    aqh_case *c;
    char *error;
    size_t error_bytes;
} operand;

__attribute__((format(printf, 3, 4))) static bool refuse(const operand *o, const char *field,
                                                         const char *format, ...) {
    char rule[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(rule, sizeof rule, format, args);
    va_end(args);
    snprintf(o->error, o->error_bytes, "%s%s%s: %s", o->name, field[0] ? "." : "", field, rule);
    return false;
}

static bool packed(aq_format format) {
    return aqo_format_get(format)->bits == 4;
}

static const char *print_shape(const shape *s, char text[256]) {
    size_t used = (size_t)sprintf(text, "[");
    for (size_t i = 0; i < s->dims; i++) {
        used += (size_t)sprintf(text + used, "%s%zu", i ? ", " : "", s->size[i]);
    }
    sprintf(text + used, "]");
    return text;
}

/* Rows and columns of a shape. For scale and offset a shape of fewer dimensions
 * is taken where the prototype leaves one reading only. */
static bool matrix(const operand *o, const shape *s, size_t *rows, size_t *cols) {
    const aq_call *call = &o->c->call;
    const bool parameter = o->index == AQH_SCALE || o->index == AQH_OFFSET;
    if (s->dims == 2) {
        *rows = s->size[0];
        *cols = s->size[1];
        return true;
    }
    if (!parameter || s->dims > 1) {
        return false;
    }
    const size_t length = s->dims == 1 ? s->size[0] : 1;
    switch (call->prototype) {
    case AQ_PER_TENSOR:
        *rows = *cols = 1;
        return length == 1;
    case AQ_PER_TOKEN:
    case AQ_PER_CHANNEL: {
        const bool column = (call->prototype == AQ_PER_TOKEN) != call->transpose;
        *rows = column ? length : 1;
        *cols = column ? 1 : length;
        return s->dims == 1;
    }
    default:
        return false;
    }
}

static bool take_shape(const operand *o, const char *source, const shape *s, aq_tensor *tensor) {
    char text[256];
    size_t rows, cols;
    if (!matrix(o, s, &rows, &cols)) {
        return refuse(o, "shape", "must be [rows, cols]%s, %s%s",
                      o->index == AQH_SCALE || o->index == AQH_OFFSET
                          ? ", or [n] for per_channel and per_token, or [] for per_tensor"
                          : "",
                      source, print_shape(s, text));
    }
    if (rows > UINT32_MAX || cols > UINT32_MAX) {
        return refuse(o, "shape", "must have dimensions of 32 bits, %s%s", source,
                      print_shape(s, text));
    }
    tensor->rows = (uint32_t)rows;
    tensor->cols = (uint32_t)cols;
    return true;
}

/* The shape in the manifest. */
static bool declared_shape(const operand *o, const json_t *json, aq_tensor *tensor) {
    shape s = {0};
    if (!json_is_array(json) || json_array_size(json) > AQH_NPY_MAX_DIMS) {
        return refuse(o, "shape", "must be a list of at most %d sizes", AQH_NPY_MAX_DIMS);
    }
    s.dims = json_array_size(json);
    for (size_t i = 0; i < s.dims; i++) {
        const json_t *size = json_array_get(json, i);
        if (!json_is_integer(size) || json_integer_value(size) < 0) {
            return refuse(o, "shape", "must be a list of sizes that are not negative");
        }
        s.size[i] = (size_t)json_integer_value(size);
    }
    return take_shape(o, "got ", &s, tensor);
}

/* The shape of an npy file, which must be the declared one, if any; for packed
 * formats it is not looked at. */
static bool npy_shape(const operand *o, const aqh_npy *npy, bool declared, aq_tensor *tensor) {
    char text[256];
    shape s = {.dims = npy->dims};
    aq_tensor found = *tensor;
    memcpy(s.size, npy->shape, sizeof s.size);
    if (packed(tensor->format)) {
        return declared || refuse(o, "shape",
                                  "must be given for a packed dtype: "
                                  "the file only says how many bytes there are");
    }
    if (!declared) {
        return take_shape(o, "the file has ", &s, tensor);
    }
    size_t rows, cols;
    if (!matrix(o, &s, &rows, &cols) || rows != found.rows || cols != found.cols) {
        return refuse(o, "shape", "must be that of the file, [%" PRIu32 ", %" PRIu32 "] is not %s",
                      found.rows, found.cols, print_shape(&s, text));
    }
    return true;
}

/* Does the npy dtype hold codes of the format? */
static bool npy_dtype(const operand *o, const aqh_npy *npy, aq_format format) {
    const char *name = aqh_name(&aqh_format_names, format);
    char type[3] = {npy->kind, (char)('0' + npy->item_bytes), '\0'};
    if (strstr(npy_types[format], type) != NULL) {
        return true;
    }
    if (npy->kind == 'f' && npy->item_bytes == 8) {
        return refuse(o, "dtype",
                      "%s must come as one of %s; the file has float64: convert it with "
                      "astype before numpy.save",
                      name, npy_types[format]);
    }
    return refuse(o, "dtype", "%s must come as one of %s, the file has %s", name, npy_types[format],
                  type);
}

static bool is_npy(const char *path, const uint8_t *data, size_t bytes) {
    const size_t length = strlen(path);
    return (length >= 4 && strcmp(path + length - 4, ".npy") == 0) ||
           (bytes >= 6 && memcmp(data, "\x93NUMPY", 6) == 0);
}

/* Leaves the tensor's data, without a header, at the beginning of the buffer. */
static bool take_data(const operand *o, const char *path, bool declared, aq_tensor *tensor,
                      uint8_t *data, size_t *bytes) {
    char why[256];
    size_t needed;
    if (is_npy(path, data, *bytes)) {
        aqh_npy npy;
        if (!aqh_npy_parse(&npy, data, *bytes, why, sizeof why)) {
            return refuse(o, "file", "%s: %s", path, why);
        }
        if (!npy_dtype(o, &npy, tensor->format) || !npy_shape(o, &npy, declared, tensor)) {
            return false;
        }
        *bytes = npy.data_bytes;
        memmove(data, npy.data, npy.data_bytes);
    } else if (!declared) {
        return refuse(o, "shape", "must be given for a raw file: %s", path);
    }
    if (!aqh_tensor_bytes(tensor, &needed)) {
        return refuse(o, "shape", "must be at most %zu bytes, got [%" PRIu32 ", %" PRIu32 "]",
                      AQH_FILE_LIMIT, tensor->rows, tensor->cols);
    }
    if (*bytes != needed) {
        return refuse(o, "file",
                      "%s: must have %zu bytes for [%" PRIu32 ", %" PRIu32 "] %s%s, "
                      "has %zu",
                      path, needed, tensor->rows, tensor->cols,
                      aqh_name(&aqh_format_names, tensor->format),
                      packed(tensor->format) ? " (two per byte, low nibble first)" : "", *bytes);
    }
    return true;
}

bool aqh_manifest_tensor(aqh_case *c, int index, const json_t *json, const char *directory,
                         char *error, size_t error_bytes) {
    const operand o = {aqh_operand_names[index], index, c, error, error_bytes};
    aq_tensor *const tensors[AQH_OPERANDS] = {&c->call.src, &c->call.scale, &c->call.offset,
                                              &c->call.dst};
    const char *key;
    json_t *value;
    if (!json_is_object(json)) {
        return refuse(&o, "", "must be an object with file, dtype and shape");
    }
    json_object_foreach((json_t *)json, key, value) {
        if (strcmp(key, "file") != 0 && strcmp(key, "dtype") != 0 && strcmp(key, "shape") != 0) {
            return refuse(&o, "", "must have file, dtype and shape only, has \"%.40s\"", key);
        }
    }
    const char *file = json_string_value(json_object_get(json, "file"));
    const char *dtype = json_string_value(json_object_get(json, "dtype"));
    const json_t *declared = json_object_get(json, "shape");
    if (file == NULL || file[0] == '\0') {
        return refuse(&o, "file", "must be the name of a file");
    }
    if (dtype == NULL) {
        return refuse(&o, "dtype", "must be the name of a format");
    }
    aq_tensor *tensor = tensors[index];
    *tensor = (aq_tensor){.format = aqo_format_by_name(dtype)};
    if (tensor->format == AQ_FORMAT_COUNT) {
        char names[160];
        aqh_names_join(&aqh_format_names, names, sizeof names);
        return refuse(&o, "dtype", "must be one of %s, got \"%.40s\"", names, dtype);
    }
    if (declared != NULL && !declared_shape(&o, declared, tensor)) {
        return false;
    }
    const size_t path_bytes = strlen(directory) + strlen(file) + 2;
    char *path = malloc(path_bytes);
    uint8_t *data = NULL;
    size_t bytes = 0;
    char why[512];
    if (path == NULL) {
        return refuse(&o, "file", "out of memory");
    }
    snprintf(path, path_bytes, "%s%s", file[0] == '/' ? "" : directory, file);
    bool ok = aqh_file_read(path, AQH_FILE_LIMIT, &data, &bytes, why, sizeof why);
    if (!ok) {
        refuse(&o, "file", "%s", why);
    } else {
        ok = take_data(&o, path, declared != NULL, tensor, data, &bytes);
    }
    free(path);
    if (!ok) {
        free(data);
        return false;
    }
    c->data[index] = data;
    c->bytes[index] = bytes;
    return true;
}
