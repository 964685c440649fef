/* All certificates together, and what is derived from them: the tolerances per
 * product and call, and the table for people. */
#ifndef AQ_REPORTS_CERTIFICATE_SET_H
#define AQ_REPORTS_CERTIFICATE_SET_H

#include "certificate.h"

typedef struct aqr_entry {
    aqr_certificate certificate;
    char name[AQR_NAME_BYTES];
    char hash[AQR_HASH_BYTES];
} aqr_entry;

typedef struct aqr_set {
    aqr_entry *entries; /* in the order of aqo_subjects() */
    size_t count;
} aqr_set;

/* ---- certificate_set.c */

/* Reads the certificates of all subjects, or of the given ones, from a directory;
 * each must be there and be what aqr_certificate_read takes. False and a line in
 * error otherwise. */
bool aqr_set_read(aqr_set *set, const char *directory, const aqo_subject *subjects, size_t count,
                  char *error, size_t error_bytes);
void aqr_set_free(aqr_set *set);

/* Removes the .json files of the directory that are of no certificate in the set. */
bool aqr_set_remove_others(const aqr_set *set, const char *directory, char *error,
                           size_t error_bytes);

/* ---- certificate_tolerance.c: tolerance.json, a malloc'ed string. Null when out of
 * memory. */
char *aqr_tolerance_text(const aqr_set *set);

/* ---- certificate_table.c: README.md, likewise. */
char *aqr_table_text(const aqr_set *set);

#endif
