/* Decides what aqcheck certify --tables writes. */
#include "certify_tables.h"

#include "certificate_set.h"
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool write_text(const char *directory, const char *name, const char *text, char *error,
                       size_t error_bytes) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return aqh_output_write(path, text, strlen(text), error, error_bytes);
}

bool aqh_certify_tables(const char *directory, char *error, size_t error_bytes) {
    char certificates[2048];
    size_t count;
    aqr_set set;
    aqo_subject *subjects = aqo_subjects(&count);
    snprintf(certificates, sizeof certificates, "%s/certificates", directory);
    snprintf(error, error_bytes, "out of memory");
    const bool read =
        subjects && aqr_set_read(&set, certificates, subjects, count, error, error_bytes);
    free(subjects);
    if (!read)
        return false;
    char *tolerance = aqr_tolerance_text(&set), *table = aqr_table_text(&set);
    const bool good = tolerance && table &&
                      write_text(directory, "tolerance.json", tolerance, error, error_bytes) &&
                      write_text(certificates, "README.md", table, error, error_bytes) &&
                      aqr_set_remove_others(&set, certificates, error, error_bytes);
    free(tolerance);
    free(table);
    aqr_set_free(&set);
    return good;
}
